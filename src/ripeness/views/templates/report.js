// Draws the figures after the text has been painted, again when the page changes width, and moves the map.
(() => {
  "use strict";
  const page = JSON.parse(document.getElementById("data").textContent);
  const views = new Map();
  const map = page.map;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const state = { month: 0, geography: "tiles" };

  const rows = ({ keys, rows }) =>
    rows.map((row) => Object.fromEntries(keys.map((key, i) => [key, row[i]])));

  function colourName(value, width) {
    const level = map.limits.filter((limit) => width >= limit).length;
    const steps = map.steps[level];
    return `v${level}-${Math.min(Math.floor((Math.max(value, 0) / 100) * steps), steps - 1)}`;
  }

  function mapRows() {
    const median = map.median[state.month];
    const width = map.width[state.month];
    return map.rows.map((unit, i) => ({
      ...unit, value: median[i], width: width[i], c: colourName(median[i], width[i]),
    }));
  }

  function specification(name, pixels) {
    const size = pixels < page.narrow_below ? "narrow" : "wide";
    const source = name === "map" && state.geography === "places" ? map.places : page.figures[name].specs;
    const spec = structuredClone(source[size]);
    // A small multiple is no phone: its words fit, only its ends are dear.
    spec.width = pixels;
    if (spec.usermeta) spec.height = Math.round(pixels * spec.usermeta.aspect);
    return spec;
  }

  async function draw(element) {
    const name = element.dataset.figure;
    const pixels = Math.floor(element.clientWidth);
    if (!pixels) return;
    const spec = specification(name, pixels);
    const data = name === "map" ? mapRows() : rows(page.figures[name].data);
    spec.datasets = { [name]: data };
    // Inside the place, which keeps its role and its words: the library would write its own over them.
    const inner = document.createElement("div");
    inner.setAttribute("aria-hidden", "true");
    element.replaceChildren(inner);
    if (views.has(name)) views.get(name).finalize();
    const made = await window.vegaEmbed(inner, spec, { renderer: "svg", actions: false, ast: true });
    views.set(name, made.view);
    element.dataset.drawn = String(pixels);
  }

  const pause = () => new Promise((done) => setTimeout(done));

  async function drawAll() {
    for (const element of document.querySelectorAll(".plot")) {
      if (element.dataset.drawn === String(Math.floor(element.clientWidth))) continue;
      try {
        await draw(element);
      } catch (reason) {
        // One picture that fails must not take the others with it.
        console.error(element.dataset.figure, reason);
        element.textContent = "This picture could not be drawn. Its numbers are in the table.";
      }
      await pause();
    }
    document.documentElement.dataset.ready = "true";
  }

  function start() {
    // The library waits as text, so that reading it in never holds up the words of the page.
    const code = document.createElement("script");
    code.textContent = document.getElementById("vega").textContent;
    document.head.append(code);
    if (map) map.rows = rows(map.units);
    drawAll();
    let waiting;
    addEventListener("resize", () => {
      clearTimeout(waiting);
      waiting = setTimeout(drawAll, 150);
    });
    if (map) controls();
  }

  function controls() {
    const slider = document.getElementById("month");
    const word = document.querySelector(".slider .month");
    const status = document.querySelector("[role=status]");
    const play = document.getElementById("play");
    let saying, playing;

    function say() {
      const all = mapRows();
      const firm = all.filter((row) => !row.c.startsWith("v3"));
      const held = firm.filter((row) => row.value >= 50).length;
      status.textContent =
        `${map.months[state.month]}: of ${all.length} ${map.word}, the median gives ${map.who} the upper hand in ${held} ` +
        `and not in ${firm.length - held}; ${all.length - firm.length} are too uncertain to say.`;
    }

    function show(month) {
      state.month = month;
      slider.value = String(month);
      slider.setAttribute("aria-valuetext", map.months[month]);
      word.textContent = map.months[month];
      const view = views.get("map");
      if (view) view.data("map", mapRows()).runAsync();
      clearTimeout(saying);
      saying = setTimeout(say, 500);
    }

    function stop() {
      clearInterval(playing);
      playing = undefined;
      play.textContent = "Play";
    }

    slider.addEventListener("input", () => {
      stop();
      show(Number(slider.value));
    });
    for (const radio of document.querySelectorAll("[name=geography]")) {
      radio.addEventListener("change", () => {
        state.geography = radio.value;
        draw(document.querySelector("[data-figure=map]"));
      });
    }
    play.hidden = still;
    play.addEventListener("click", () => {
      if (playing) return stop();
      if (state.month === map.months.length - 1) show(0);
      play.textContent = "Pause";
      playing = setInterval(() => {
        show(state.month + 1);
        if (state.month === map.months.length - 1) stop();
      }, 140);
    });
  }

  requestAnimationFrame(() => setTimeout(start));
})();

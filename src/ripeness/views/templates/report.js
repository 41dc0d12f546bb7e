// Draws the figures after the text has been painted, again when the page changes width, and moves the map.
(() => {
  "use strict";
  const page = JSON.parse(document.getElementById("data").textContent);
  const views = new Map();
  const map = page.map;
  const provinces = page.provinces;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const state = { month: 0, geography: "tiles", province: 0 };

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

  // The rows of the two pictures of a province, as the page was given them for the first.
  const placed = {
    province_control: (place, i) => ({
      m: place.median[i], a50: place.band50[0][i], b50: place.band50[1][i],
      a90: place.band90[0][i], b90: place.band90[1][i], name: i ? null : place.name,
    }),
    province_capital: (place, i) => ({ v: place.lost[i], name: i ? null : place.capital }),
  };

  function dataOf(name) {
    if (name === "map") return mapRows();
    if (!provinces || !placed[name]) return rows(page.figures[name].data);
    const place = provinces.places[state.province];
    return provinces.months.map((t, i) => ({ t, ...placed[name](place, i) }));
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
    spec.datasets = { [name]: dataOf(name) };
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
    if (provinces) chooser();
  }

  function chooser() {
    const select = document.getElementById("province");
    const said = document.getElementById("province-said");
    const body = document.querySelector("#province-units tbody");

    function words(place) {
      const last = place.median.length - 1;
      return `Province of ${place.name}: of 100 people the government has ${place.median[0]} at the start and ` +
        `${place.median[last]} in ${provinces.until}, by the median; 90 of 100 futures lie between ` +
        `${place.band90[0][last]} and ${place.band90[1][last]}. In ${place.lost[last]} of 100 futures ${provinces.insurgents} then hold the land around ` +
        `${place.capital}.`;
    }

    function units(place) {
      const last = map.median.length - 1;
      const lines = map.rows.flatMap((unit, i) => {
        if (unit.province !== place.name) return [];
        const line = document.createElement("tr");
        const cells = [unit.name, provinces.people[i].toLocaleString("en"), map.median[0][i], map.median[last][i], map.width[last][i]];
        cells.forEach((cell, j) => {
          const place = document.createElement(j ? "td" : "th");
          if (!j) place.scope = "row";
          place.textContent = cell;
          line.append(place);
        });
        return [line];
      });
      body.replaceChildren(...lines);
    }

    function show() {
      state.province = Number(select.value);
      const place = provinces.places[state.province];
      for (const name of Object.keys(placed)) {
        const view = views.get(name);
        if (view) view.data(name, dataOf(name)).runAsync();
        document.querySelector(`[data-figure=${name}]`).setAttribute("aria-label", `${words(place)} The numbers are in the table.`);
      }
      said.textContent = words(place);
      if (map && body) units(place);
    }

    select.addEventListener("change", show);
    show();
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

/* The ground of the war in C, sixty-four futures side by side: what a compiler makes of plain loops over lanes.
 *
 * Covered is what engine.ground does in a month once forces are known: targets shift, every district leans on its
 * neighbours, reverts and takes its shocks (one hashed normal a district, one a region), leans again, makes or breaks
 * a local accord (one hashed uniform), and the country is read: shares of population and regions, contestedness,
 * accords, centres, five class counts. Same counters, hash and polynomials, so the same futures up to rounding. Not
 * covered: decisions, provinces, deaths, the insurgency, the cascade, the governments, records.
 */
#include <stdint.h>
#include <string.h>

#define W 64
typedef float lanes[W];
#define ALL for (int w = 0; w < W; w++)

static inline float log_of(float x) {
    union { float f; uint32_t u; } b = {x > 1.17549435e-38f ? x : 1.17549435e-38f};
    float e = (float)(int32_t)(b.u >> 23) - 126.0f;
    b.u = (b.u & 0x007FFFFFu) | 0x3F000000u;
    float m = b.f, small = m < 0.70710678f ? 1.0f : 0.0f;
    e -= small;
    m = m + (small != 0.0f ? m : 0.0f) - 1.0f;
    float z = m * m, p = m * 7.0376836292e-2f - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f; p = p * m - 1.2420140846e-1f; p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f; p = p * m + 2.0000714765e-1f; p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f; p = p * m * z;
    return m + (p - e * 2.12194440e-4f - z * 0.5f) + e * 0.693359375f;
}

static inline float exp_of(float x) {
    x = x < -87.0f ? -87.0f : x > 87.0f ? 87.0f : x;
    float k = __builtin_floorf(x * 1.44269504f + 0.5f);
    float r = x - k * 0.693359375f + k * 2.12194440e-4f;
    float p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f; p = p * r + 4.1665795894e-2f; p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f; p = p * (r * r) + r + 1.0f;
    union { uint32_t u; float f; } b = {(uint32_t)(int32_t)(k + 127.0f) << 23};
    return p * b.f;
}

static inline uint32_t hashed(uint32_t counter, uint32_t key0, uint32_t key1) {
    uint32_t h = counter * 0x9E3779B9u + key0;
    h ^= h >> 16; h *= 0x21F0AAADu; h ^= h >> 15; h *= 0x735A2D97u; h ^= h >> 15;
    h += key1;
    h ^= h >> 16; h *= 0x7FEB352Du; h ^= h >> 15; h *= 0x846CA68Bu; return h ^ (h >> 16);
}

static inline float normal(uint32_t word) {
    float u = ((float)(int32_t)(word >> 9) + 0.5f) * 1.1920928955078125e-07f;
    float x = u * 2.0f - 1.0f, t = -log_of(u * (1.0f - u) * 4.0f), a = t - 2.5f;
    float p = a * 2.81022636e-08f + 3.43273939e-07f;
    p = p * a - 3.5233877e-06f; p = p * a - 4.39150654e-06f; p = p * a + 0.00021858087f;
    p = p * a - 0.00125372503f; p = p * a - 0.00417768164f; p = p * a + 0.246640727f; p = p * a + 1.50140941f;
    float b = __builtin_sqrtf(t > 5.0f ? t : 5.0f) - 3.0f, q = b * -0.000200214257f + 0.000100950558f;
    q = q * b + 0.00134934322f; q = q * b - 0.00367342844f; q = q * b + 0.00573950773f; q = q * b - 0.0076224613f;
    q = q * b + 0.00943887047f; q = q * b + 1.00167406f; q = q * b + 2.83297682f;
    return (t < 5.0f ? p : q) * x * 1.41421356f;
}

static inline void shocks(float *restrict out, uint32_t counter, const uint32_t (*keys)[W], float scale) {
    ALL out[w] = normal(hashed(counter, keys[0][w], keys[1][w])) * scale;
}

static inline float uniform(uint32_t word) { return ((float)(int32_t)(word >> 9) + 0.5f) * 1.1920928955078125e-07f; }

static inline void chances(float *restrict out, uint32_t counter, const uint32_t (*keys)[W]) {
    ALL out[w] = uniform(hashed(counter, keys[0][w], keys[1][w]));
}

struct ground {
    const int64_t *unit, *region, *province, *region_unit, *first, *neighbour;
    const float *weight, *violence, *region_share, *tie, *degree, *command_offset, *press_offset, *usual_pull;
};

struct numbers {
    float step, decay, own_scale, shared_scale, command_inner, press_low, press_high, reading_noise;
    float pull, making, breaking, by_contest, usual_contest, violence_share, centre_cut, years;
};

/* One call is `months` months of W futures. Rows of `seen`, of the last month: share, contested, accords, accords made,
 * disputed, centres, command above and below, press above and below; then control by region. `steps` is how far the
 * deviations of a province are moved in a month, (months, provinces); `surrendered` is (regions). */
void ground(int months, int n, int regions, int provinces, const struct ground *g, const struct numbers *p,
            const float *steps, const uint32_t (*keys)[W], const float *restrict spread,
            const lanes *restrict surrendered, const lanes *restrict target, lanes *restrict deviation,
            lanes *restrict scratch, lanes *restrict accord, lanes *restrict shared, lanes *restrict seen) {
    const float making = p->making, breaking = p->breaking, pull = p->pull, by_contest = p->by_contest;
    const float usual = p->usual_contest, quiet = p->violence_share, centre_cut = p->centre_cut, years = p->years;
    const float command_inner = p->command_inner, press_low = p->press_low, press_high = p->press_high;
    float shift[512] = {0};
    for (int month = 0; month < months; month++) {
        const uint32_t date = (uint32_t)month << 14;
        for (int q = 0; q < provinces; q++) shift[q] -= steps[month * provinces + q];
        for (int d = 0; d < n; d++) ALL deviation[d][w] += steps[month * provinces + g->province[d]];
        for (int r = 0; r < regions; r++) {
            shocks(shared[r], date + (2u << 24) + (uint32_t)g->region_unit[r], keys, p->shared_scale);
            ALL shared[r][w] += g->usual_pull[r];
        }
        for (int d = 0; d < n; d++) {
            lanes near, own;
            const int64_t *other = g->neighbour + g->first[d];
            const float *tie = g->tie + g->first[d];
            const int ties = (int)(g->first[d + 1] - g->first[d]);
            ALL near[w] = deviation[other[0]][w] * tie[0];
            for (int e = 1; e < ties; e++) ALL near[w] += deviation[other[e]][w] * tie[e];
            shocks(own, date + (1u << 24) + (uint32_t)g->unit[d], keys, p->own_scale);
            const float degree = g->degree[d], step = p->step, decay = p->decay;
            const float *restrict now = deviation[d], *restrict peace = accord[d], *restrict all = shared[g->region[d]];
            float *restrict out = scratch[d];
            ALL {
                float moved = (now[w] - (now[w] * degree - near[w]) * step) * decay + own[w] + all[w];
                out[w] = peace[w] > 0.5f ? now[w] : moved;
            }
        }
        lanes command_noise, press_noise;
        shocks(command_noise, date + (9u << 24), keys, p->reading_noise);
        shocks(press_noise, date + (10u << 24), keys, p->reading_noise);
        memset(seen, 0, (size_t)(10 + regions) * sizeof(lanes));
        lanes sum[10] = {{0}};
        for (int d = 0; d < n; d++) {
            lanes near;
            const int64_t *other = g->neighbour + g->first[d];
            const float *tie = g->tie + g->first[d];
            const int ties = (int)(g->first[d + 1] - g->first[d]), r = (int)g->region[d];
            ALL near[w] = scratch[other[0]][w] * tie[0];
            for (int e = 1; e < ties; e++) ALL near[w] += scratch[other[e]][w] * tie[e];
            const float still_step = p->step, degree = g->degree[d], moved_by = shift[g->province[d]];
            const float weight = g->weight[d], violence = g->violence[d], share = g->region_share[d];
            const float command_offset = g->command_offset[d], press_offset = g->press_offset[d];
            float *restrict here = scratch[d], *restrict peace = accord[d], *restrict out = deviation[d];
            const float *restrict aim = target[d], *restrict lost = surrendered[r];
            lanes x, control, contest, u, own;
            chances(u, date + (LOCAL_ACCORD << 24) + (uint32_t)g->unit[d], keys);
            chances(own, (CENTRE << 24) + (uint32_t)g->unit[d], keys);
            ALL {
                float leaned = here[w] - (here[w] * degree - near[w]) * still_step;
                out[w] = peace[w] > 0.5f ? here[w] : leaned;
                x[w] = out[w] + aim[w] + moved_by;
            }
            ALL {
                control[w] = 1.0f / (1.0f + exp_of(-x[w]));
                contest[w] = control[w] * (1.0f - control[w]) * 4.0f;
            }
            ALL {
                float found = making / (1.0f + exp_of(-(pull + (contest[w] - usual) * by_contest)));
                float total = found + breaking, moved = (1.0f - exp_of(total * -years)) / total;
                float keeps = u[w] < 1.0f - breaking * moved ? 1.0f : 0.0f, finds = u[w] < found * moved ? 1.0f : 0.0f;
                float before = peace[w], after = before > 0.5f ? keeps : finds;
                peace[w] = after;
                sum[2][w] += after;
                sum[3][w] += after > before ? 1.0f : 0.0f;
                sum[1][w] += contest[w] * (1.0f - after * quiet) * violence;
            }
            ALL {
                float command = x[w] + spread[w] * command_offset + command_noise[w];
                float press = x[w] + spread[w] * press_offset + press_noise[w];
                float given_up = lost[w] > own[w] ? 1.0f : 0.0f, below = x[w] < centre_cut ? 1.0f : 0.0f;
                sum[0][w] += control[w] * weight;
                sum[4][w] += contest[w] > 0.64f ? 1.0f : 0.0f;
                sum[5][w] += given_up > below ? given_up : below;
                sum[6][w] += command > command_inner ? 1.0f : 0.0f;
                sum[7][w] += -command > command_inner ? 1.0f : 0.0f;
                sum[8][w] += press > press_high ? 1.0f : 0.0f;
                sum[9][w] += press < press_low ? 1.0f : 0.0f;
            }
            ALL seen[10 + r][w] += control[w] * share;
        }
        memcpy(seen, sum, sizeof(sum));
    }
}

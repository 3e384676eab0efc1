/** The same random numbers every time. @param {number} seed @returns {(below: number) => number} */
export function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

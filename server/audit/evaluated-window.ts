/** Windows a limit is evaluated on, as `Exceedance.window` numbers them (rolling hour is 1). */
export const EVALUATED = Object.freeze({ instant: 2, closedHour: 3, day: 4 });

/** Of the check that says what was thrown outside of a run. Ids are permanent. */
export const uncaughtErrorsId = 'doctor/stray-errors'

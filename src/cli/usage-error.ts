/** The command was used wrongly; its usage is shown. */
export class UsageError extends Error {}

/** A role as the process that plays it holds it. */
export interface RunningRole {
  close(): Promise<void>;
}

/** A role as the process that runs it holds it. */
export interface RunningRole {
  close(): Promise<void>;
}

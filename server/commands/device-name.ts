/** An MN as the commands key it: devices send either case. */
export const deviceName = (mn: string): string => mn.trim().toUpperCase();

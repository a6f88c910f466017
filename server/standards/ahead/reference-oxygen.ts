/** Reference oxygen in percent by kind of plant, with its source; a permit may override it. */
export const REFERENCE_OXYGEN = Object.freeze({
  utilityCoal: { percent: 6, clause: 'GB 13223-2011 (to be checked)' },
  utilityGas: { percent: 3, clause: 'GB 13223-2011 (to be checked)' },
  gasTurbine: { percent: 15, clause: 'GB 13223-2011 (to be checked)' },
  boilerCoal: { percent: 9, clause: 'GB 13271-2014 表6' },
  boilerOilGas: { percent: 3.5, clause: 'GB 13271-2014 表6' },
  cementKiln: { percent: 10, clause: 'GB 4915 (to be checked)' },
  incineration: { percent: 11, clause: 'GB 18485 (to be checked)' },
  sinter: { percent: 16, clause: 'ultra-low plan (to be checked)' },
});

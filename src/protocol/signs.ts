/** Character codes of the signs that structure AMI. This file imports nothing, so that frames are also read in a browser. */

export const LF = 10
export const CR = 13
export const BLANK = 32
export const COLON = 58

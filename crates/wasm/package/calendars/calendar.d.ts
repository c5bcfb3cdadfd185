// The calendar of working days that comes with the package, from the notices of the State Council.
declare const calendar: { readonly json: string };
export default calendar;

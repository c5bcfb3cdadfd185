// Documents that come with the package; those of the policies that they extend are among them.
declare const policy: {
  readonly policy: string;
  readonly documents: readonly { readonly id: string; readonly file: string; readonly json: string }[];
};
export default policy;

// The stack of a template, written again with the CDK's own language: node synth.js STACK.JSON OUTDIR
// STACK.JSON holds {name, region, parameters: [[id, properties]], resources: [[module, class, id, properties]]}.
const { App, CfnParameter, Stack, Token } = require("aws-cdk-lib");

const [, , file, outdir] = process.argv;
const given = require(file);

const isIntrinsic = (value) => {
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === "Ref" || keys[0].startsWith("Fn::"));
};

const filled = (value) => {
  if (Array.isArray(value)) return value.map(filled);
  if (value === null || typeof value !== "object") return value;
  if (isIntrinsic(value)) return Token.asString(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
};

const app = new App({
  outdir,
  analyticsReporting: false,
  treeMetadata: false,
  builtinCloudFormationValidation: false,
});
const stack = new Stack(app, given.name, { env: { region: given.region } });
for (const [id, properties] of given.parameters) new CfnParameter(stack, id, properties);
for (const [module, name, id, properties] of given.resources) {
  new (require(`aws-cdk-lib/${module}`)[name])(stack, id, filled(properties));
}
app.synth();

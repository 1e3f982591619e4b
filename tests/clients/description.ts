// Compiles where the types that openapi-typescript makes of the description are as a client needs them.

import type { Answer, Definition, Problem, ScoredWord } from "../../examples/client/davidbert.ts";
import type { components, paths } from "./built/api.d.ts";

type Schemas = components["schemas"];
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

// A default makes no field required.
export const one: Schemas["PredictRequest"] = { text: "fishy" };
export const several: paths["/api/predict"]["post"]["requestBody"]["content"]["application/json"] = { texts: ["fishy"] };
export const query: paths["/api/predict"]["get"]["parameters"]["query"] = { text: "fishy" };

// The client's types are those of the description.
export const answer: Same<Answer, Schemas["Answer"]> = true;
export const word: Same<ScoredWord, Schemas["ScoredWord"]> = true;
export const definition: Same<Definition, Schemas["Definition"]> = true;
export const problem: Same<Problem, Omit<Schemas["Problem"], "refresh">> = true;

(* SPDX-License-Identifier: GPL-3.0-or-later

   The checker as an OCaml functor over its numbers.  Trusted of extraction: lists, options, pairs and booleans are those
   of OCaml, and nat is int (indices and counts; a reader admits none above 2^53 - 1). *)
Require Import ExtrOcamlBasic ExtrOcamlNatInt.
Require Import Thalweg.Operations Thalweg.Networks Thalweg.Saddle Thalweg.Shapes Thalweg.ShapeCheck.
Extraction Language OCaml.
Extraction "checker.ml" Saddle ShapeCheck network samples_of classed output_count shape_after volume.

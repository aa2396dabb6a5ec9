/*
title: Value of deflection
sentence: What deflected questions are worth.
like: deflection
unit: money
value: countIf(deflected) * {deflection_value:Float64}
variants:
  confirmed:
    sentence: Only those that were rated helpful.
    value: countIf(deflected AND helpful) * {deflection_value:Float64}
notes: |
  Deflected questions times what one is worth (deflection_value in debrief.yaml), in your currency.
blind_spots: |
  Everything deflection cannot see. Silence counts as success but in the variant confirmed.
source: "Metrics guide, Value Metrics: Deflections / Resolutions, in money"
example: |
  100 deflected questions at 15: 1,500.
*/

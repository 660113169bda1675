using Streaming.Inference.Models;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Requests;

/// <summary>Feature vectors that somebody wants scored.</summary>
/// <param name="Id">What the request is called; it is recorded with each row.</param>
/// <param name="Caller">Who asks; null: nobody knows.</param>
/// <param name="Matrix">Row-major, in the topology's order of features; NaN is a missing value.</param>
/// <param name="Rows">At least one.</param>
public sealed record AskedRows(string Id, string? Caller, float[] Matrix, int Rows);

/// <summary>What they were answered, which is in lineage.</summary>
/// <param name="Model">The version that scored.</param>
/// <param name="First">Of the first row; the others follow it.</param>
/// <param name="Scores">One a row.</param>
/// <param name="Decisions">One a row.</param>
public sealed record AnsweredRows(ModelVersion Model, LineageId First, float[] Scores, string[] Decisions);

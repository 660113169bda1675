using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Expressions;
using Streaming.Learning.Data;
using Streaming.Lineage.Batches;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Learning.Robust;

/// <summary>What would be decided of rows of which features and scores alone are known.</summary>
sealed class RowDecisions(IReadOnlyList<DecisionModel> decisions, TrainingSet rows)
{
    readonly Schema _schema = new(
        rows.FeatureNames.Append(TableNames.Score).Select(name => new Field(name, FloatType.Default, nullable: false)),
        metadata: null
    );

    /// <summary>Why decisions cannot be told; null: they can.</summary>
    internal string? Why()
    {
        try
        {
            Of(rows.Features, new float[rows.Count]);
            return null;
        }
        catch (StreamingException)
        {
            return "decisions look at more than the score and the features, and that is not kept with labelled rows";
        }
    }

    /// <summary>The decision of each row, by name.</summary>
    /// <param name="features">Row-major.</param>
    /// <param name="scores">One a row.</param>
    internal string[] Of(float[] features, float[] scores)
    {
        var width = rows.FeatureNames.Count;
        var columns = new List<IArrowArray>();
        for (var feature = 0; feature < width; feature++)
        {
            var column = new FloatArray.Builder();
            for (var row = 0; row < scores.Length; row++)
                column.Append(features[row * width + feature]);
            columns.Add(column.Build());
        }

        columns.Add(new FloatArray.Builder().Append(scores.AsSpan()).Build());
        var decided = (StringArray)new Decider(decisions).Decide(new RecordBatch(_schema, columns, scores.Length));
        return [.. Enumerable.Range(0, scores.Length).Select(row => decided.GetString(row))];
    }
}

using Streaming.Events.Time;
using Streaming.Learning.Evaluation;

namespace Streaming.Learning.Data;

/// <summary>Rows with known labels: what a model learns from or is judged on.</summary>
public sealed class TrainingSet
{
    /// <param name="featureNames">Names of the matrix's columns.</param>
    /// <param name="features">Row-major, rows x features; NaN is a missing value.</param>
    /// <param name="labels">One a row.</param>
    /// <param name="eventTimes">One a row.</param>
    /// <param name="groups">One a row: rows of one group belong to one thing that is looked at as a whole
    /// (<see cref="GroupPrecisionAtK"/>). Null: none.</param>
    /// <param name="protected">One a row: groups of people that a model is to treat alike. Null: nobody asked for them.</param>
    public TrainingSet(
        IReadOnlyList<string> featureNames,
        float[] features,
        bool[] labels,
        Timestamp[] eventTimes,
        int[]? groups = null,
        ProtectedGroups? @protected = null
    )
    {
        if (features.Length != (long)labels.Length * featureNames.Count)
        {
            throw new ArgumentException(
                $"{labels.Length} rows of {featureNames.Count} features are not {features.Length} values.",
                nameof(features)
            );
        }

        if (
            eventTimes.Length != labels.Length
            || (groups?.Length ?? labels.Length) != labels.Length
            || (@protected?.Of.Length ?? labels.Length) != labels.Length
        )
        {
            throw new ArgumentException(
                $"Every one of the {labels.Length} rows needs an event time, and a group where there are groups.",
                nameof(eventTimes)
            );
        }

        FeatureNames = featureNames;
        Features = features;
        Labels = labels;
        EventTimes = eventTimes;
        Groups = groups;
        Protected = @protected;
    }

    /// <summary>Names of the features, in their order.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Row after row, each as long as there are features; NaN = missing.</summary>
    public float[] Features { get; }

    /// <summary>What was true, per row.</summary>
    public bool[] Labels { get; }

    /// <summary>Per row.</summary>
    public Timestamp[] EventTimes { get; }

    /// <summary>What belongs together when precision by group is measured, per row; null: there are no groups.</summary>
    public int[]? Groups { get; }

    /// <summary>Groups of people that a model is to treat alike; null: nobody asked for them.</summary>
    public ProtectedGroups? Protected { get; }

    /// <summary>Rows.</summary>
    public int Count => Labels.Length;

    /// <summary>Rows whose label is true.</summary>
    public int CountPositives() => Labels.Count(label => label);

    /// <summary>A row's features.</summary>
    public ReadOnlySpan<float> Row(int row) => Features.AsSpan(row * FeatureNames.Count, FeatureNames.Count);

    /// <summary>The rows for which <paramref name="keep"/> is true, in their order.</summary>
    public TrainingSet Where(Func<int, bool> keep) => Take([.. Enumerable.Range(0, Count).Where(keep)]);

    /// <summary>The rows by event time; rows of one time, by their features and labels, so that what comes in another order goes out in the
    /// same.</summary>
    public TrainingSet InTimeOrder()
    {
        var rows = Enumerable.Range(0, Count).ToArray();
        Array.Sort(rows, (a, b) =>
        {
            var byTime = EventTimes[a].CompareTo(EventTimes[b]);
            if (byTime != 0)
                return byTime;
            var byFeatures = Row(a).SequenceCompareTo(Row(b));
            return byFeatures != 0 ? byFeatures : Labels[a].CompareTo(Labels[b]);
        });
        return Take(rows);
    }

    /// <summary>Rows by their numbers, in the order given; a number may come more than once.</summary>
    internal TrainingSet Take(IReadOnlyList<int> rows)
    {
        var features = new float[rows.Count * FeatureNames.Count];
        for (var i = 0; i < rows.Count; i++)
            Row(rows[i]).CopyTo(features.AsSpan(i * FeatureNames.Count));
        return new TrainingSet(
            FeatureNames,
            features,
            Pick(Labels),
            Pick(EventTimes),
            Groups is null ? null : Pick(Groups),
            Protected is { } own ? own with { Of = Pick(own.Of) } : null
        );

        T[] Pick<T>(T[] column) => [.. rows.Select(row => column[row])];
    }
}

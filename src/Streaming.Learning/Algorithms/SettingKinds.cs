using System.Globalization;
using Streaming.Learning.Training;

namespace Streaming.Learning.Algorithms;

/// <summary>Something that can be set about how a model grows.</summary>
/// <param name="Name">Published name, snake case.</param>
/// <param name="Words">How people are told of it.</param>
/// <param name="Least">The smallest value.</param>
/// <param name="Most">The greatest value.</param>
/// <param name="Whole">Only whole numbers.</param>
/// <param name="Get">Its value among options.</param>
/// <param name="With">Options with another value.</param>
sealed record SettingKind(
    string Name,
    string Words,
    double Least,
    double Most,
    bool Whole,
    Func<TrainerOptions, double?> Get,
    Func<TrainerOptions, double, TrainerOptions> With
)
{
    /// <summary>Its range in words.</summary>
    internal string Range =>
        Least == double.Epsilon
            ? $"above 0 and at most {Most.ToString(CultureInfo.InvariantCulture)}"
            : string.Create(CultureInfo.InvariantCulture, $"{Least} to {Most}");
}

/// <summary>All of them.</summary>
static class SettingKinds
{
    internal static readonly SettingKind Trees = new(
        "trees",
        "trees",
        1,
        10_000,
        true,
        o => o.Trees,
        (o, value) => o with { Trees = (int)value }
    );

    internal static readonly SettingKind Leaves = new(
        "leaves",
        "leaves",
        2,
        1024,
        true,
        o => o.Leaves,
        (o, value) => o with { Leaves = (int)value }
    );

    internal static readonly SettingKind LearningRate = new(
        "learning_rate",
        "learning rate",
        double.Epsilon,
        1,
        false,
        o => o.LearningRate,
        (o, value) => o with { LearningRate = value }
    );

    internal static readonly SettingKind MinRowsPerLeaf = new(
        "min_rows_per_leaf",
        "rows per leaf",
        1,
        1_000_000,
        true,
        o => o.MinRowsPerLeaf,
        (o, value) => o with { MinRowsPerLeaf = (int)value }
    );

    internal static readonly SettingKind Bins = new(
        "bins",
        "bins",
        2,
        65_535,
        true,
        o => o.Bins,
        (o, value) => o with { Bins = (int)value }
    );

    internal static readonly SettingKind Rounds = new(
        "rounds",
        "rounds",
        1,
        100_000,
        true,
        o => o.Rounds,
        (o, value) => o with { Rounds = (int)value }
    );

    internal static readonly SettingKind L2 = new("l2", "l2", 0, 1_000_000, false, o => o.L2, (o, value) => o with { L2 = value });

    internal static readonly SettingKind RowShare = new(
        "row_share",
        "share of rows",
        double.Epsilon,
        1,
        false,
        o => o.RowShare,
        (o, value) => o with { RowShare = value }
    );

    internal static readonly SettingKind FeatureShare = new(
        "feature_share",
        "share of features",
        double.Epsilon,
        1,
        false,
        o => o.FeatureShare,
        (o, value) => o with { FeatureShare = value }
    );

    internal static readonly IReadOnlyList<SettingKind> All =
    [
        Trees,
        Leaves,
        LearningRate,
        MinRowsPerLeaf,
        Bins,
        Rounds,
        L2,
        RowShare,
        FeatureShare,
    ];
}

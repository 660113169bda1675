namespace Streaming.Topology.Model;

/// <summary>The algorithms by the names that people write and the registry keeps.</summary>
public static class AlgorithmNames
{
    static readonly (Algorithm Algorithm, string Name)[] Table =
    [
        (Algorithm.LightGbm, "lightgbm"),
        (Algorithm.FastTree, "fasttree"),
        (Algorithm.FastForest, "fastforest"),
        (Algorithm.Sdca, "sdca"),
        (Algorithm.Gam, "gam"),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Table.Select(row => row.Name)];

    /// <summary>An algorithm's name.</summary>
    public static string Of(Algorithm algorithm) => Table.First(row => row.Algorithm == algorithm).Name;

    /// <summary>The algorithm of that name, or null.</summary>
    public static Algorithm? Find(string name) =>
        Table.Where(row => row.Name == name).Select(row => (Algorithm?)row.Algorithm).FirstOrDefault();
}

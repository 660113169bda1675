namespace Streaming.Learning.Data;

/// <summary>Which group each row is of, by one attribute.</summary>
/// <param name="Attribute">Name of the attribute.</param>
/// <param name="Names">The groups by number.</param>
/// <param name="Of">[rows] The number of each row's group; below 0: it is in none.</param>
public sealed record ProtectedGroups(string Attribute, IReadOnlyList<string> Names, int[] Of);

namespace Streaming.Topology.Evolution;

/// <summary>Texts follow one another by their version numbers: each other text has a higher one.</summary>
static class VersionRule
{
    public static EvolutionRule Rule { get; } =
        new(
            "version",
            ChangeEffect.Live,
            "Goes up with every change of the file, so that lineage and people mean the same by it. The same number for another text is "
                + "refused, and so is a lower one."
        )
        {
            Differences = Differences,
        };

    static IEnumerable<Difference> Differences(Succession pair)
    {
        var (before, after) = (pair.Old.Version, pair.New.Version);
        if (pair.Old.ContentHash == pair.New.ContentHash)
            yield break;
        if (after == before)
        {
            yield return new Difference(
                ["version"],
                $"the text has changed, but is still called version {after}",
                $"Raise it: `version: {before + 1}`."
            );
        }
        else if (after < before)
        {
            yield return new Difference(
                ["version"],
                $"version {after} is older than version {before}, under which lineage was written",
                $"Run the newer file; what is to follow it needs a version above {before}."
            );
        }
        else
        {
            yield return new Difference(["version"], $"it was {before} and is {after}", null);
        }
    }
}

namespace Streaming.Lineage.Batches;

/// <summary>What a version was there for when it scored a batch. The numbers are stored: none is ever used again for another.</summary>
public enum ModelRole
{
    /// <summary>Decides, where no canary does and nothing fell back to the rule.</summary>
    Champion = 1,

    /// <summary>Decides for a share of the keys.</summary>
    Canary = 2,

    /// <summary>Scores and decides nothing.</summary>
    Shadow = 3,

    /// <summary>The topology's rule, where it decides beside models that score too. A batch that the rule alone scored names
    /// nobody.</summary>
    Rule = 4,
}

/// <summary>A version that scored a batch.</summary>
/// <param name="Role">What for.</param>
/// <param name="Name">In the registry; empty for the rule.</param>
/// <param name="Version">In the registry.</param>
/// <param name="Hash">SHA-256 (hex) of the model file; empty for the rule.</param>
public sealed record ModelInRole(ModelRole Role, string Name, int Version, string Hash);

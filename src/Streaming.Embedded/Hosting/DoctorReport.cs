namespace Streaming.Embedded.Hosting;

/// <summary>What a finding means for who wants to use the services.</summary>
public enum DoctorVerdict
{
    /// <summary>There and usable.</summary>
    Good,

    /// <summary>Not there, and not needed either.</summary>
    NotNeeded,

    /// <summary>Something that is needed does not work; the finding names the cure.</summary>
    Bad,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Subject">What, in a word or two.</param>
/// <param name="Verdict">What it means.</param>
/// <param name="Detail">What was found, with path and version.</param>
/// <param name="Cure">What to do; null where nothing needs doing.</param>
public sealed record DoctorFinding(string Subject, DoctorVerdict Verdict, string Detail, string? Cure = null);

/// <summary>What this machine offers to the embedded services.</summary>
public sealed record DoctorReport(IReadOnlyList<DoctorFinding> Findings)
{
    /// <summary>Whether everything that is needed works.</summary>
    public bool IsHealthy => Findings.All(f => f.Verdict != DoctorVerdict.Bad);
}

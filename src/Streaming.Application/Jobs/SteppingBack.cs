namespace Streaming.Application.Jobs;

/// <summary>How a process is started that steps back behind all others: what it takes of processor time is what they leave.</summary>
public static class SteppingBack
{
    const string Nice = "/usr/bin/nice";
    const string Niceness = "10";

    /// <summary>Words before its command; none where the machine has no such program.</summary>
    public static IReadOnlyList<string> Words => File.Exists(Nice) ? [Nice, "-n", Niceness] : [];
}

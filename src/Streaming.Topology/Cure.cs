namespace Streaming.Topology;

/// <summary>
/// What would mend a fault, where that is something to do with this product. Each door words it in its own way: the command line as a
/// command.
/// </summary>
/// <param name="Code">Which cure: a word for programs.</param>
/// <param name="Arguments">What it needs to know, in the cure's own order.</param>
public sealed record Cure(string Code, params IReadOnlyList<string> Arguments)
{
    /// <summary>Look whether everything that is needed is there and answers.</summary>
    public static Cure Examine { get; } = new("examine");

    /// <summary>Look with more detail, and tell those who make it.</summary>
    public static Cure Report { get; } = new("report");

    /// <summary>See which jobs there are.</summary>
    public static Cure ListJobs { get; } = new("list-jobs");

    /// <summary>See how a job goes.</summary>
    public static Cure ShowJob(long id) => new("show-job", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

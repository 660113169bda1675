using System.Text.Json.Serialization;

namespace Streaming.Store.Jobs;

/// <summary>A job as somebody asks for it.</summary>
/// <param name="Operation">What is to be done, as in <c>lineage.verify</c>.</param>
/// <param name="Request">What is asked of it: the JSON of the operation's own request.</param>
/// <param name="Repeats">It may run again from the start when its host died.</param>
public sealed record NewJob(string Operation, string Request, bool Repeats)
{
    /// <summary>Most characters of a request.</summary>
    public const int LongestRequest = 1 << 16;

    /// <summary>Whoever asks for the same under the same key gets the job that is there; null: each is another one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>What it is about, in a few words.</summary>
    public string? About { get; init; }

    /// <summary>Who asks; null where nobody knows.</summary>
    public string? Who { get; init; }

    /// <summary>The reason they gave.</summary>
    public string? Why { get; init; }

    /// <summary>Name of the topology that it touches; null: none, or all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Topology { get; init; }

    /// <summary>Who asks may see personal fields, and so may what the job makes for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Personal { get; init; }

    /// <summary>Files that its host has to reach.</summary>
    public IReadOnlyList<JobFile> Files { get; init; } = [];
}

/// <summary>A file that a job reads or writes.</summary>
/// <param name="Path">Where it is, from the root.</param>
/// <param name="Hash">SHA-256 (hex) of what is to be read there; null: the job writes it.</param>
public sealed record JobFile(string Path, string? Hash)
{
    /// <summary>It is a topology's, and the hash that of its content: a policy or a test may change while a job waits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTopology { get; init; }
}

/// <summary>Why a job could not be done.</summary>
/// <param name="Code">Of what kind the fault is: a word for programs.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Cure">What would mend it; null where the message says all there is.</param>
public sealed record JobFault(string Code, string Message, JobCure? Cure = null);

/// <summary>What would mend a fault, for each door to word.</summary>
/// <param name="Code">Which cure.</param>
/// <param name="Arguments">Of it, in its own order.</param>
public sealed record JobCure(string Code, IReadOnlyList<string> Arguments);

/// <summary>How a job ended.</summary>
public enum JobOutcome
{
    /// <summary>It came to its end.</summary>
    Done,

    /// <summary>It could not be done.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,

    /// <summary>Its host died, and it is not run again.</summary>
    Interrupted,
}

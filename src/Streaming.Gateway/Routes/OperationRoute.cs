using System.Text.RegularExpressions;
using Streaming.Application.Exporting;

namespace Streaming.Gateway.Routes;

/// <summary>How an operation's answer is sent.</summary>
enum AnswerForm
{
    /// <summary>The result as JSON.</summary>
    Json,

    /// <summary>202, with the job that will do it.</summary>
    Job,

    /// <summary>The result is a text of a type of its own.</summary>
    Text,

    /// <summary>A line of JSON for each item, as they come.</summary>
    Lines,

    /// <summary>Server-Sent Events.</summary>
    Events,

    /// <summary>As the Open Inference Protocol has it.</summary>
    Inference,

    /// <summary>What the operation writes, as it writes it.</summary>
    Download,
}

/// <summary>Where an operation is found over HTTP. All else is taken from the operation itself.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Method">GET where it only looks, POST where it does something.</param>
/// <param name="Path">With members of the request in braces.</param>
/// <param name="Summary">One sentence for the description.</param>
sealed partial record OperationRoute(string Operation, string Method, string Path, string Summary)
{
    /// <summary>How the answer is sent.</summary>
    public AnswerForm Form { get; init; }

    /// <summary>The body is records to be published, and no request.</summary>
    public bool TakesRecords { get; init; }

    /// <summary>The body is a form with these files, and with what is said beside them; empty: it is none.</summary>
    public IReadOnlyList<FilePart> Parts { get; init; } = [];

    /// <summary>The body is a form.</summary>
    public bool TakesFiles => Parts.Count > 0;

    /// <summary>The answer waits for what the pipeline does; the body is one record.</summary>
    public bool Waits { get; init; }

    /// <summary>Content type of a text.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Content types of a download: the formats of a table where nothing else is said.</summary>
    public IReadOnlyList<string> Sends { get; init; } =
    [.. Enum.GetValues<ExportFormat>().Select(format => MediaTypes.Of(format).Split(';')[0])];

    /// <summary>Members of the request that callers may not give: files of the server, and what only a terminal has a use for.</summary>
    public IReadOnlySet<string> Hidden { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What stands in place of members that callers may not give, and that the operation needs.</summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What texts of a member have to look like, where it could be a file otherwise.</summary>
    public IReadOnlyDictionary<string, string> Patterns { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Members that stand in the path.</summary>
    public IReadOnlyList<string> InPath { get; } = [.. Braces().Matches(Path).Select(m => m.Groups["name"].Value)];

    /// <summary>Without those members.</summary>
    public OperationRoute Hiding(params string[] members) => this with { Hidden = members.ToHashSet(StringComparer.Ordinal) };

    /// <summary>Without that member, which is always the same.</summary>
    public OperationRoute Giving(string member, string value) =>
        Hiding([.. Hidden, member]) with
        {
            Given = new Dictionary<string, string>(Given, StringComparer.Ordinal) { [member] = value },
        };

    /// <summary>With files in place of members, which stand for them until they have come.</summary>
    public OperationRoute Taking(IReadOnlyList<string> members, params IReadOnlyList<FilePart> parts) =>
        members.Aggregate(this, (route, member) => route.Giving(member, "-")) with
        {
            Parts = parts,
        };

    /// <summary>With a member that takes only such texts.</summary>
    public OperationRoute Matching(string member, string pattern) =>
        this with
        {
            Patterns = new Dictionary<string, string>(StringComparer.Ordinal) { [member] = pattern },
        };

    [GeneratedRegex(@"\{(?<name>[a-z_]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Braces();
}

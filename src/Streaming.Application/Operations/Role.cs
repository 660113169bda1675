using System.Text.Json;

namespace Streaming.Application.Operations;

/// <summary>
/// What somebody may do. Few, and none contains another: who may read lineage need not be able to change what runs, and the
/// other way round. Somebody who does several things holds several.
/// </summary>
public enum Role
{
    /// <summary>Looks at how it goes: status, models, topologies. Changes nothing, sees no recorded input and no predictions.</summary>
    Viewer,

    /// <summary>Reads what is recorded, proves and checks it: lineage, evidence, checkpoints, replay, export, the access log.</summary>
    Auditor,

    /// <summary>Trains models and decides which one scores.</summary>
    Modeller,

    /// <summary>Runs pipelines and puts them right: run, rescale, repair, quarantine.</summary>
    Operator,

    /// <summary>Publishes events and labels.</summary>
    Publisher,

    /// <summary>Reads predictions, as they come or the last ones.</summary>
    Subscriber,

    /// <summary>Sees personal fields as they are, where another role lets them see the rest: to everybody else they are
    /// masked.</summary>
    PrivacyOfficer,

    /// <summary>Says who may call from elsewhere, and what.</summary>
    Administrator,
}

/// <summary>Roles as they are written, at every door and in every store.</summary>
public static class RoleWords
{
    static readonly Dictionary<string, Role> Roles = Enum.GetValues<Role>().ToDictionary(Word, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> All => Roles.Keys;

    /// <summary>As in <c>privacy_officer</c>.</summary>
    public static string Word(this Role role) => JsonNamingPolicy.SnakeCaseLower.ConvertName(role.ToString());

    /// <summary>Those that are known among some words. One that a later version knows gives nothing here.</summary>
    public static IReadOnlySet<Role> Known(IEnumerable<string> words) =>
        words.Where(Roles.ContainsKey).Select(word => Roles[word]).ToHashSet();
}

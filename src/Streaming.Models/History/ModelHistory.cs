using System.Text.Json;
using Streaming.Inference.Models;
using Streaming.Inference.Signatures;
using Streaming.Models.States;
using Streaming.Store.HashChains;

namespace Streaming.Models.History;

/// <summary>All that happened to one model name, folded from its events.</summary>
sealed class ModelHistory
{
    readonly List<ModelRegistered> _versions = [];

    /// <summary>By version: all states that it was in, the last of which it is in.</summary>
    readonly List<List<ModelState>> _states = [];

    /// <summary>The champions one after the other; a roll-back takes the last away.</summary>
    readonly List<int> _champions = [];

    ModelHistory(string name) => Name = name;

    /// <exception cref="ModelException">The events do not go together: they are not what was written.</exception>
    public static ModelHistory Of(string name, IEnumerable<ChainedEvent> events)
    {
        var history = new ModelHistory(name);
        foreach (var happened in events)
            history.Apply(happened);
        return history;
    }

    public string Name { get; }

    public int NextVersion => _versions.Count + 1;

    public int? ChampionVersion => _champions.Count == 0 ? null : _champions[^1];

    /// <summary>The version that was champion before this one was, whatever has become of it since.</summary>
    public int? BeforeChampion => _champions.Count < 2 ? null : _champions[^2];

    public int? CanaryVersion => In<Canary>().Select(v => (int?)v).FirstOrDefault();

    public IReadOnlyList<int> ShadowVersions => [.. In<Shadow>()];

    public ServingModels Serving =>
        new(
            ChampionVersion is { } champion ? VersionOf(champion) : null,
            CanaryVersion is { } canary ? VersionOf(canary) : null,
            CanaryVersion is { } share ? ((Canary)StateOf(share)!).Share : 0,
            [.. In<Shadow>().Select(VersionOf)]
        );

    public IEnumerable<RegisteredModel> All => Enumerable.Range(1, _versions.Count).Select(Describe);

    /// <summary>Null where there is no such version.</summary>
    public ModelState? StateOf(int version) => version >= 1 && version <= _states.Count ? _states[version - 1][^1] : null;

    public RegisteredModel? Find(int version) => version >= 1 && version <= _versions.Count ? Describe(version) : null;

    public RegisteredModel? FindByHash(string hash) =>
        _versions.FindIndex(v => v.Hash == hash) is var index and >= 0 ? Describe(index + 1) : null;

    /// <summary>The version that has these bytes and serves them in the same way.</summary>
    public RegisteredModel? Find(ModelContent content) =>
        _versions.FindIndex(v => v.Hash == content.Hash && SameSignature(v.Description.Signature, content.Signature)) is var index and >= 0
            ? Describe(index + 1)
            : null;

    /// <summary>The version that a job has made.</summary>
    public RegisteredModel? FindByJob(string job) =>
        _versions.FindIndex(v => v.Job == job) is var index and >= 0 ? Describe(index + 1) : null;

    static bool SameSignature(ModelSignature? one, ModelSignature? other) =>
        JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);

    void Apply(ChainedEvent happened)
    {
        switch (happened)
        {
            case ModelRegistered registered:
                Apply(registered);
                break;
            case ModelShadowBegun shadow:
                Hold(ShadowVersions.Count < Shadow.Most, $"has more than {Shadow.Most} shadows");
                Enter(shadow.Version, From<IShadowable>(shadow.Version, "shadow").BeginShadow(shadow.At, shadow.Author));
                break;
            case ModelCanaryBegun canary:
                Hold(CanaryVersion is null || CanaryVersion == canary.Version, "has two canaries");
                Hold(Canary.IsShare(canary.Share), $"gives its canary {canary.Share} of the keys");
                Enter(canary.Version, From<ICanariable>(canary.Version, "canary").BeginCanary(canary.Share, canary.At, canary.Author));
                break;
            case ModelPromoted promoted:
                Apply(promoted);
                break;
            case ModelRejected rejected:
                Enter(rejected.Version, From<IRejectable>(rejected.Version, "rejected").Reject(rejected.At, rejected.Author));
                break;
            case ModelRolledBack back:
                Apply(back);
                break;
        }
    }

    void Apply(ModelRegistered registered)
    {
        Hold(registered.Version == NextVersion, $"registers version {registered.Version} after version {NextVersion - 1}");
        _versions.Add(registered);
        _states.Add([new Registered(registered.At, new Authorship(registered.By, registered.Reason))]);
    }

    void Apply(ModelPromoted promoted)
    {
        var (version, at, by) = (promoted.Version, promoted.At, promoted.Author);
        // A champion that is promoted once more stays what it is: early releases wrote that down.
        if (StateOf(version) is Champion)
            return;
        var promotable = From<IPromotable>(version, "champion");
        if (ChampionVersion is { } before)
            Enter(before, From<Champion>(before, "retired").Retire(version, at, by));
        Enter(version, promotable.Promote(at, by));
        _champions.Add(version);
    }

    void Apply(ModelRolledBack back)
    {
        var (version, at, by) = (back.Version, back.At, back.Author);
        var revocable = From<IRevocable>(version, "rolled back");
        if (revocable is Champion)
        {
            Hold(
                back.Successor is not null && back.Successor == BeforeChampion,
                $"rolls version {version} back to one that was not before it"
            );
            var successor = From<Retired>(back.Successor!.Value, "champion again");
            _champions.RemoveAt(_champions.Count - 1);
            Enter(back.Successor.Value, successor.Promote(at, by));
        }
        else
        {
            Hold(back.Successor == ChampionVersion, $"rolls version {version} back to one that did not decide");
        }

        Enter(version, revocable.RollBack(back.Successor, at, by));
    }

    /// <summary>The state of a version, which must be one that the next can follow.</summary>
    T From<T>(int version, string next)
        where T : class
    {
        var state = StateOf(version);
        Hold(state is not null, $"makes version {version} {next}, which it does not have");
        Hold(state is T, $"makes version {version} {next}, which was {state!.Word}");
        return (state as T)!;
    }

    void Enter(int version, ModelState state) => _states[version - 1].Add(state);

    /// <exception cref="ModelException">It does not hold.</exception>
    void Hold(bool holds, string what)
    {
        if (!holds)
            throw new ModelException($"The history of model '{Name}' {what}: it was altered. Restore the database from a backup.");
    }

    IEnumerable<int> In<T>() => Enumerable.Range(1, _states.Count).Where(version => StateOf(version) is T);

    ModelVersion VersionOf(int version) => new(Name, version, _versions[version - 1].Hash);

    RegisteredModel Describe(int version)
    {
        var found = _versions[version - 1];
        return new RegisteredModel(Name, found.Version, found.Hash, found.Size, found.At, [.. _states[version - 1]], found.Description);
    }
}

using System.Text.Json;
using Streaming.Inference.Models;
using Streaming.Inference.Signatures;
using Streaming.Models.States;
using Streaming.Store.HashChains;

namespace Streaming.Models.History;

/// <summary>All that happened to one model name, folded from its events.</summary>
sealed class ModelHistory
{
    readonly string _name;
    readonly List<ModelRegistered> _versions = [];
    readonly List<ModelState> _states = [];
    int _champion;

    ModelHistory(string name) => _name = name;

    /// <exception cref="ModelException">The events do not go together: they are not what was written.</exception>
    public static ModelHistory Of(string name, IEnumerable<ChainedEvent> events)
    {
        var history = new ModelHistory(name);
        foreach (var happened in events)
            history.Apply(happened);
        return history;
    }

    public int NextVersion => _versions.Count + 1;

    public RegisteredModel? Find(int version) => version >= 1 && version <= _versions.Count ? Describe(version) : null;

    public RegisteredModel? FindByHash(string hash) =>
        _versions.FindIndex(v => v.Hash == hash) is var index and >= 0 ? Describe(index + 1) : null;

    /// <summary>The version that has these bytes and serves them in the same way.</summary>
    public RegisteredModel? Find(ModelContent content) =>
        _versions.FindIndex(v => v.Hash == content.Hash && SameSignature(v.Description.Signature, content.Signature)) is var index and >= 0
            ? Describe(index + 1)
            : null;

    static bool SameSignature(ModelSignature? one, ModelSignature? other) =>
        JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);

    public ModelVersion? Current => _champion == 0 ? null : new ModelVersion(_name, _champion, _versions[_champion - 1].Hash);

    public IEnumerable<RegisteredModel> All => Enumerable.Range(1, _versions.Count).Select(Describe);

    void Apply(ChainedEvent happened)
    {
        if (happened is ModelRegistered registered)
        {
            _versions.Add(registered);
            _states.Add(new Registered(registered.At, new Authorship(registered.By, registered.Reason)));
        }
        else if (happened is ModelPromoted promoted)
        {
            Apply(promoted);
        }
    }

    void Apply(ModelPromoted promoted)
    {
        if (promoted.Version < 1 || promoted.Version > _versions.Count)
        {
            throw new ModelException(
                $"The history of model '{_name}' promotes version {promoted.Version}, which it does not have: it was altered. Restore the "
                    + "database from a backup"
            );
        }

        var by = new Authorship(promoted.By, promoted.Reason);
        // A champion that is promoted once more stays what it is.
        if (_states[promoted.Version - 1] is not IPromotable promotable)
            return;
        if (_champion != 0 && _states[_champion - 1] is Champion before)
            _states[_champion - 1] = before.Retire(promoted.Version, promoted.At, by);
        _states[promoted.Version - 1] = promotable.Promote(promoted.At, by);
        _champion = promoted.Version;
    }

    RegisteredModel Describe(int version)
    {
        var found = _versions[version - 1];
        return new RegisteredModel(_name, found.Version, found.Hash, found.Size, found.At, _states[version - 1], found.Description);
    }
}

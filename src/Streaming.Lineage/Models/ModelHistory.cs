using Streaming.Inference.Models;
using Streaming.Lineage.Histories;

namespace Streaming.Lineage.Models;

/// <summary>All that happened to one model name, folded from its events.</summary>
internal sealed class ModelHistory(string name)
{
    private readonly List<ModelRegistered> _versions = [];
    private readonly List<SealedEvent> _events = [];
    private ModelPutToUse? _inUse;

    public IReadOnlyCollection<SealedEvent> Events => _events;

    public int NextVersion => _versions.Count + 1;

    public static ModelHistory Of(string name, IEnumerable<SealedEvent> events)
    {
        var history = new ModelHistory(name);
        foreach (var happened in events)
            history.Apply(happened);
        return history;
    }

    public void Apply(SealedEvent happened)
    {
        _events.Add(happened);
        if (happened is ModelRegistered registered)
            _versions.Add(registered);
        else if (happened is ModelPutToUse used)
            _inUse = used;
    }

    public RegisteredModel? Find(int version) => version >= 1 && version <= _versions.Count ? Describe(_versions[version - 1]) : null;

    public RegisteredModel? FindByHash(string hash) => _versions.Find(v => v.Hash == hash) is { } found ? Describe(found) : null;

    public ModelVersion? Current => _inUse is { Version: var version } ? new ModelVersion(name, version, _versions[version - 1].Hash) : null;

    public IEnumerable<RegisteredModel> All => _versions.Select(Describe);

    private RegisteredModel Describe(ModelRegistered v) => new(name, v.Version, v.Hash, v.Size, v.At, v.Version == _inUse?.Version, v.Description)
    {
        PutToUseBy = v.Version == _inUse?.Version ? _inUse.By : null,
    };
}

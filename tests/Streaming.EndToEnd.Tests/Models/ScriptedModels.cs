using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Learning.Data;
using Streaming.Learning.Training;

namespace Streaming.EndToEnd.Tests.Models;

/// <summary>A registry that does what the test says.</summary>
sealed class ScriptedModels(string name) : IModelSource
{
    readonly Dictionary<string, ModelContent> _contents = new(StringComparer.Ordinal);
    readonly Lock _gate = new();
    ServingModels _serving = ServingModels.None;
    Exception? _fault;

    /// <summary>A model that scores something from features of these names.</summary>
    public static ModelContent For(IReadOnlyList<string> features, int seed = 1)
    {
        const int rows = 400;
        var random = new Random(seed);
        var values = Enumerable.Range(0, rows * features.Count).Select(_ => random.NextSingle() * 100).ToArray();
        var labels = Enumerable.Range(0, rows).Select(row => values[row * features.Count] > 70).ToArray();
        return Trainer.Train(new TrainingSet(features, values, labels, new Timestamp[rows]), new TrainerOptions { Trees = 3 }).Content;
    }

    public void Use(int version, ModelContent content) => Serve(ServingModels.Only(Add(version, content)));

    /// <summary>A version that can be loaded.</summary>
    public ModelVersion Add(int version, ModelContent content)
    {
        lock (_gate)
            _contents[content.Hash] = content;
        return new ModelVersion(name, version, content.Hash);
    }

    public void Serve(ServingModels serving)
    {
        lock (_gate)
            (_serving, _fault) = (serving, null);
    }

    public void Fail(Exception fault)
    {
        lock (_gate)
            _fault = fault;
    }

    public Task<ServingModels> ServingAsync(string name, CancellationToken cancellation)
    {
        lock (_gate)
            return _fault is null ? Task.FromResult(_serving) : Task.FromException<ServingModels>(_fault);
    }

    public Task<ModelContent> LoadAsync(ModelVersion version, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(_contents[version.Hash]);
    }
}

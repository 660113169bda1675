using Marten.Exceptions;
using Npgsql;
using Streaming.Application.Services;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Training;
using Streaming.Models;
using Streaming.Topology.Model;

namespace Streaming.Torture.Scene;

/// <summary>Models for the topology under attack: a few versions that learned from noise, of which one after the other is put to
/// use.</summary>
sealed class TortureModels(TortureOptions options, TopologyModel topology, DatabaseServer database)
{
    const int Versions = 3;
    const int Rows = 400;

    int _inUse;

    /// <summary>The topology names a model; else only its rule scores.</summary>
    public bool Any => topology.Score.Model is not null;

    /// <summary>Puts the next version to use; says which. A database that is away is waited for.</summary>
    public async Task<string> SwitchAsync(CancellationToken stop)
    {
        Exception? last = null;
        var next = (_inUse % Versions) + 1;
        var done = await Until.TrueAsync(async () => (last = await TryUseAsync(next, stop)) is null, options.Patience, stop);
        if (!done)
        {
            throw new Streaming.Topology.StreamingException(
                $"version {next} of model {topology.Score.Model} cannot be put to use: {last!.Message}"
            );
        }

        _inUse = next;
        return $"{topology.Score.Model}/{next}";
    }

    async Task<Exception?> TryUseAsync(int version, CancellationToken stop)
    {
        try
        {
            using var registry = await LineageAccess.OpenModelsAsync(database.ConnectionString, TimeProvider.System, stop);
            await RegisterAsync(registry, stop);
            await registry.PromoteAsync(topology.Score.Model!, version, stop: stop);
            return null;
        }
        catch (Exception e) when (e is NpgsqlException or MartenException or IOException or Streaming.Topology.StreamingException)
        {
            return e;
        }
    }

    /// <summary>Sees to it that all versions are there. The same seed gives the same bytes, which are not registered twice.</summary>
    async Task RegisterAsync(ModelRegistry registry, CancellationToken stop)
    {
        var features = topology.Features.Select(f => f.Name).ToArray();
        for (var seed = options.Seed; seed < options.Seed + Versions; seed++)
        {
            var random = new Random(seed);
            var values = Enumerable.Range(0, Rows * features.Length).Select(_ => random.NextSingle() * 100).ToArray();
            var labels = Enumerable.Range(0, Rows).Select(row => values[row * features.Length] > 60).ToArray();
            var trained = Trainer.Train(
                new TrainingSet(features, values, labels, new Timestamp[Rows]),
                new TrainerOptions { Trees = 5, Seed = seed }
            );
            await registry.RegisterAsync(
                topology.Score.Model!,
                trained.Content,
                new ModelDescription
                {
                    Features = features,
                    Metrics = new Dictionary<string, double>(StringComparer.Ordinal),
                    Parameters = new Dictionary<string, string>(StringComparer.Ordinal),
                },
                stop: stop
            );
        }
    }
}

using Streaming.Benchmarks.Workloads;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Search;
using Streaming.Learning.Training;

namespace Streaming.Benchmarks.Roles;

/// <summary>What a training process is to learn from.</summary>
/// <param name="Workload">Its topology.</param>
/// <param name="Postgres">Where its lineage is.</param>
/// <param name="To">Rows up to this event time.</param>
/// <param name="Gap">Days between what is learnt from and what it is judged on.</param>
sealed record TrainingTask(Workload Workload, string Postgres, Timestamp To, int Gap);

/// <summary>Training with a search as its job does it, in a process of its own: one after the other until it is ended. Says at each trial
/// how many there were.</summary>
static class TrainingRole
{
    /// <summary>Training asks nobody.</summary>
    const string NoKafka = "none:1";

    public static async Task RunAsync(TrainingTask task, RoleConsole console)
    {
        var plan = task.Workload.Compile();
        await using var process = RoleServices.Compose(NoKafka, task.Postgres);
        var services = await RoleServices.OpenAsync(process, EmbeddedParts.Postgres);
        var trainer = new TopologyTrainer(
            await services.LineageAsync(CancellationToken.None),
            await services.ModelsAsync(CancellationToken.None)
        );
        var trials = 0;
        while (true)
        {
            await trainer.TrainAsync(
                plan,
                new TopologyTrainingOptions
                {
                    Search = new SearchOptions(),
                    Searching = new Told(() => console.Say(++trials)),
                    Period = new TimeRange(Timestamp.Beginning, task.To),
                    Gap = TimeSpan.FromDays(task.Gap),
                    Trainer = new TrainerOptions { Seed = trials },
                }
            );
        }
    }

    sealed class Told(Action tell) : IProgress<SearchState>
    {
        public void Report(SearchState value) => tell();
    }
}

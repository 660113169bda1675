using Streaming.Application.Learning;
using Streaming.Application.Services;
using Streaming.Application.Tests.Setup;
using Streaming.Events.Time;
using Streaming.Learning.Tests.Recorded;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Store.Runs;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.Tests.Learning;

/// <summary>A topology with a policy, what was found about its versions, and the runs that it has had.</summary>
sealed class TriggerWorld : IAsyncDisposable
{
    readonly string _postgres;
    readonly RunTriggers _triggers;
    readonly LineageStore _lineage;
    readonly ModelRegistry _registry;
    readonly RunStore _runs;
    int _number;

    TriggerWorld(string postgres, LineageStore lineage, ModelRegistry registry, RunStore runs, PipelinePlan plan, Clock time)
    {
        (_postgres, _lineage, _registry, _runs, Time) = (postgres, lineage, registry, runs, time);
        _triggers = new RunTriggers(runs, registry, new RunAlarms(lineage, plan, "shop.yaml"), plan.Topology, "shop.yaml", time);
    }

    public Clock Time { get; }

    public static async Task<TriggerWorld> OpenAsync(DatabaseFixture database, string retrain)
    {
        var (postgres, time) = (await database.NewAsync(), new Clock());
        var plan = PlanCompiler.Compile(TopologyLoader.Parse(Topology + $"learning: {{ retrain: {{ {retrain} }} }}\n"));
        return new TriggerWorld(
            postgres,
            await LineageAccess.OpenLineageAsync(postgres, default),
            await LineageAccess.OpenModelsAsync(postgres, time, default),
            await LineageAccess.OpenRunsAsync(postgres, default),
            plan,
            time
        );
    }

    public Task<Lifecycle.Messages.BeginRun?> FindAsync() => _triggers.FindAsync(default);

    public Task<bool> TellAsync(Lifecycle.Messages.BeginRun begin) => _runs.TellAsync(Lifecycle.Messages.MessageFormat.Write(begin));

    public async Task RegisterAsync(int version = 1)
    {
        var description = new ModelDescription
        {
            Features = ["AMOUNT"],
            Metrics = new Dictionary<string, double>(),
            Parameters = new Dictionary<string, string>(),
        };
        await _registry.RegisterAsync("shop", Inference.Models.ModelContent.FromBytes([1, 2, (byte)version]), description);
        await _registry.PromoteAsync("shop", version);
    }

    public async Task BeginAsync(string trigger, bool over, string? cause = null)
    {
        var row = new RunRow(Guid.NewGuid(), "shop", ++_number, Open: true);
        var message = cause ?? $"m{_number}";
        var begun = new RunBegun("shop", _number, "shop", "shop.yaml", "{}", trigger, 1, message, Time.GetUtcNow());
        await _runs.AppendAsync(row, 0, begun, message, over: false);
        if (over)
            await EndAsync();
    }

    /// <summary>A run begins for a reason, and ends.</summary>
    public async Task TryAsync(Lifecycle.Messages.BeginRun begin, string end, Timestamp? newest)
    {
        await TellAsync(begin);
        await BeginAsync(begin.Trigger, over: false, begin.Id);
        await EndAsync(end: end, newest: newest);
    }

    /// <summary>Event time goes on.</summary>
    public Task ReachAsync(Timestamp newest) =>
        RecordedHistory.RecordOrdersAsync(_lineage, 0, [new RecordedHistory.Order("o", newest.Micros, 1, 5, false)]);

    public async Task EndAsync(int? version = null, string end = "Failed", Timestamp? newest = null)
    {
        var row = (await _runs.LastAsync("shop"))!;
        var message = $"m{_number}/over";
        await _runs.AppendAsync(
            row,
            1,
            new RunMoved(end, "", message, Time.GetUtcNow()) { Version = version, EventTime = newest?.Micros },
            message,
            over: true
        );
    }

    public Task<int> AlarmAsync(string table, int batch, int version, string culprits) =>
        DatabaseFixture.ExecuteAsync(
            _postgres,
            $"insert into {table} (topology, stream, version, row, event_time, model, model_version, evidence, culprits) "
                + $"values ('shop', 'shop/scoring/0', {batch}, 0, 0, 'shop', {version}, 1, '{culprits}')"
        );

    public async ValueTask DisposeAsync()
    {
        _runs.Dispose();
        _registry.Dispose();
        await _lineage.DisposeAsync();
    }

    public sealed class Clock : TimeProvider
    {
        DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public void Pass(TimeSpan time) => _now += time;

        public override DateTimeOffset GetUtcNow() => _now;
    }

    const string Topology = """
        topology: shop
        source:
          topic: sales
          key: SHOP
          id: ID
          time: AT
          fields: { ID: string, AT: timestamp, SHOP: string, AMOUNT: double }
        labels:
          topic: truths
          id: ID
          time: AT
          known: KNOWN
          delay: 1d
          fields: { SHOP: string, BAD: bool }
        features: { AMOUNT: AMOUNT }
        score:
          model: shop
          rule: if(AMOUNT > 10, 1, 0)
          decide: { bad: score >= 0.5, good: otherwise }

        """;
}

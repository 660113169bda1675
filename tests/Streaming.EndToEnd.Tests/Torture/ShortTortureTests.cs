using Streaming.Testing.Apache;
using Streaming.Torture;
using Streaming.Torture.Publishing;
using Streaming.Torture.Publishing.Clients;

namespace Streaming.EndToEnd.Tests.Torture;

/// <summary>What takes the whole machine, after everything else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>The short forms of torture, in real processes, from fixed seeds.</summary>
[Collection(Alone.Name)]
public sealed class ShortTortureTests
{
    /// <summary>So many that every kind of fault comes at least once.</summary>
    const int Kinds = 25;

    [Fact]
    public Task Whatever_is_killed_frozen_or_cut_off_nothing_is_lost_twice_or_different() =>
        RunAsync(
            new TortureOptions
            {
                Faults = Kinds,
                Scenes = 3,
                Seed = 20_240_301,
                Rate = 100,
                Folder = Folder("embedded"),
                Program = Program,
            }
        );

    [Fact]
    public Task Nor_with_Apache_Kafka() =>
        RunWithApacheAsync(
            new TortureOptions
            {
                Faults = 8,
                Seed = 20_240_302,
                Rate = 100,
                Folder = Folder("apache"),
                Program = Program,
            }
        );

    /// <summary>One that stands still for nine seconds is fenced by its controller, and for a moment the cluster has no brokers: clients
    /// have to find it again.</summary>
    [Fact]
    public Task Nor_where_Apache_Kafka_stands_still() =>
        RunWithApacheAsync(
            new TortureOptions
            {
                Faults = 2,
                Kinds = ["freeze-broker"],
                Seed = 1_000_008,
                Rate = 30,
                Folder = Folder("fenced"),
                Program = Program,
            }
        );

    /// <summary>Plain clients give no watermark: what they send comes out all the same, whatever happens meanwhile.</summary>
    [Fact]
    public Task Nor_where_publishers_give_no_watermarks() =>
        RunAsync(Plain("plain", 20_240_303) with { Publishers = [new(PublisherKind.Plain), new(PublisherKind.Plain, Labels: false)] });

    /// <summary>Clients that share no line with ours.</summary>
    [Fact]
    public Task Nor_where_they_are_written_in_Java_or_Python()
    {
        var options = Plain("foreign", 20_240_304) with { ClientHome = ApacheHome.Find() };
        var (there, missing) = (new List<ScenePublisher>(), new List<string>());
        foreach (var (kind, labels) in ((PublisherKind, bool)[])[(PublisherKind.Java, true), (PublisherKind.Python, false)])
        {
            if (SourceClients.WhyNot(options, kind) is { } why)
                missing.Add(why);
            else
                there.Add(new ScenePublisher(kind, labels));
        }

        if (there.Count == 0)
            Assert.Skip(string.Join("; ", missing));
        foreach (var why in missing)
            TestContext.Current.SendDiagnosticMessage(why);
        return RunAsync(options with { Publishers = there, Scenes = there.Count });
    }

    /// <summary>Those who renew the model are killed between any two steps, stand still, and lose the database.</summary>
    [Fact]
    public Task Nor_is_a_learning_run_lost_or_begun_twice() =>
        RunAsync(
            new TortureOptions
            {
                Faults = 6,
                Learning = true,
                Kinds = ["kill-learning", "kill-learning-at-step", "freeze-learning", "kill-database-at-step"],
                Seed = 20_240_305,
                Rate = 100,
                Folder = Folder("learning"),
                Program = Program,
            }
        );

    static TortureOptions Plain(string name, int seed) =>
        new()
        {
            Faults = 4,
            Scenes = 2,
            Kinds = ["kill-pipeline", "kill-at-point", "freeze-pipeline", "kill-broker", "kill-database"],
            Seed = seed,
            Rate = 100,
            Folder = Folder(name),
            Program = Program,
        };

    static Task RunWithApacheAsync(TortureOptions options)
    {
        if (ApacheHome.Find() is not { } home)
        {
            Assert.Skip(
                $"no Apache Kafka here: {ApacheKafka.HomeVariable} is not set, and there is no {ApacheHome.Beside} above the repository"
            );
            return Task.CompletedTask;
        }

        return RunAsync(options with { KafkaHome = home });
    }

    static IReadOnlyList<string> Program => ["dotnet", Path.Combine(AppContext.BaseDirectory, "Streaming.Torture.dll")];

    static string Folder(string broker) => Path.Combine(Path.GetTempPath(), $"streaming-torture-test-{broker}-{Environment.ProcessId}");

    static async Task RunAsync(TortureOptions options)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Processes are frozen and killed with Unix signals.");
        // CI machines have other work to do.
        options = options with { Patience = TimeSpan.FromMinutes(5) };

        var report = await new TortureRun(options, TestContext.Current.SendDiagnosticMessage).RunAsync(
            TestContext.Current.CancellationToken
        );

        // What it found is in the message; data and logs stay where they are.
        report.First.ShouldBeEmpty($"seed {options.Seed}, see {options.Folder}");
        report.Faults.Count.ShouldBe(options.Faults);
        if (options.Publishers.Any(p => p.IsOrdered))
            report.Counts.ComparedWithBaseline.ShouldBeGreaterThan(0);
        report.Counts.Scorers.ShouldBeGreaterThan(1, "the rule, and a model after it");
        if (options.Learning)
            report.Counts.Promoted.ShouldBeGreaterThan(0, $"of {report.Counts.Runs} learning runs");
        if (options.Faults >= Kinds)
            (report.Faults.Select(f => f.Kind).Distinct().Count() + report.LeftOut.Count).ShouldBe(Kinds, "each kind at least once");
        Directory.Delete(options.Folder, recursive: true);
    }
}

using Streaming.Events.Time;
using Streaming.Inference.Conformal;
using Streaming.Inference.Models;
using Streaming.Inference.Outliers;
using Streaming.Lineage.Tests.Setup;
using Streaming.Models.References;
using Streaming.Models.States;
using static Streaming.Lineage.Tests.Setup.SampleModels;

namespace Streaming.Models.Tests;

public sealed class ModelRegistryTests(DatabaseFixture database)
{
    static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_registered_model_is_found_with_all_that_was_said_of_it()
    {
        using var registry = await OpenAsync();
        var registered = await registry.RegisterAsync("fraud", Model(1), Description(0.9));
        registered.Version.ShouldBe(1);
        registered.InUse.ShouldBeFalse();

        var found = (await registry.FindAsync("fraud", 1)).ShouldNotBeNull();
        found.Hash.ShouldBe(Model(1).Hash);
        found.Size.ShouldBe(1000);
        found.Description.Features.ShouldBe(["a", "b"]);
        found.Description.Metrics["roc_auc"].ShouldBe(0.9);
        found.Description.Parameters["trees"].ShouldBe("100");
        found.Description.Importance["b"].ShouldBe(0.75);
        found.Description.Origin!.Ranges.ShouldBe([new LineageRange("fraud/score/0", 1, 70)]);
        found.Description.Origin.TrainTo.ShouldBe(new Timestamp(20));
        (await registry.FindAsync("fraud", 2)).ShouldBeNull();
        (await registry.FindAsync("other", 1)).ShouldBeNull();
    }

    [Fact]
    public async Task Bytes_come_back_by_their_hash_and_unknown_ones_are_named()
    {
        using var registry = await OpenAsync();
        await registry.RegisterAsync("fraud", Model(1), Description(0.9));
        (await registry.LoadAsync(Model(1).Hash, None)).Bytes.ToArray().ShouldBe(Model(1).Bytes.ToArray());
        (await Should.ThrowAsync<ModelException>(() => registry.LoadAsync(Model(2).Hash, None))).Message.ShouldContain(Model(2).Hash);
    }

    [Fact]
    public async Task Altered_bytes_in_the_database_are_noticed()
    {
        var schema = database.NewSchema();
        using var registry = await OpenAsync(schema);
        await registry.RegisterAsync("fraud", Model(1), Description(0.9));
        await database.ExecuteAsync(
            $"update {schema}.mt_events set bdata = $1 where stream_id = $2",
            Model(2).Bytes.ToArray(),
            "model-bytes/" + Model(1).Hash
        );
        (await Should.ThrowAsync<ModelException>(() => registry.LoadAsync(Model(1).Hash, None))).Message.ShouldContain("altered");
    }

    [Fact]
    public async Task The_version_in_use_is_the_one_last_chosen_for_every_reader()
    {
        var schema = database.NewSchema();
        using var registry = await OpenAsync(schema);
        await registry.RegisterAsync("fraud", Model(1), Description(0.8));
        await registry.RegisterAsync("fraud", Model(2), Description(0.9));
        (await registry.ServingAsync("fraud", None)).ShouldBe(ServingModels.None);
        await registry.PromoteAsync("fraud", 2);
        (await registry.PromoteAsync("fraud", 1)).InUse.ShouldBeTrue();

        using var other = await OpenAsync(schema);
        (await other.ServingAsync("fraud", None)).ShouldBe(ServingModels.Only(new ModelVersion("fraud", 1, Model(1).Hash)));
        (await other.ListAsync()).Select(m => (m.Version, m.InUse)).ShouldBe([(1, true), (2, false)]);
        (await other.ServingAsync("unknown", None)).ShouldBe(ServingModels.None);
    }

    [Fact]
    public async Task Who_registered_and_promoted_a_version_and_why_is_kept()
    {
        var schema = database.NewSchema();
        using var registry = await OpenAsync(schema);
        await registry.RegisterAsync("fraud", Model(1), Description(0.8), new Authorship("trainer"));
        await registry.RegisterAsync("fraud", Model(2), Description(0.9));
        await registry.PromoteAsync("fraud", 1, new Authorship("ann", "first"));
        await registry.PromoteAsync("fraud", 2, new Authorship("bob", "better on May"));

        using var other = await OpenAsync(schema);
        var states = (await other.ListAsync()).Select(m => m.State).ToList();
        states[0].ShouldBeOfType<Retired>().Successor.ShouldBe(2);
        states[0].By.ShouldBe(new Authorship("bob", "better on May"));
        states[1].ShouldBeOfType<Champion>().By.ShouldBe(new Authorship("bob", "better on May"));
        (await other.WalkAsync()).Faults.ShouldBeEmpty();
        (
            await database.ExecuteAsync(
                $"update {schema}.mt_events set data = jsonb_set(data, '{{By}}', '\"eve\"') where stream_id = 'model/fraud' and version = 3"
            )
        ).ShouldBe(1);
        (await other.WalkAsync()).Faults.ShouldHaveSingleItem().Message.ShouldContain("model/fraud/3");
    }

    [Fact]
    public async Task A_version_s_whole_way_is_kept_with_who_why_and_on_what_evidence()
    {
        var schema = database.NewSchema();
        using var registry = await OpenAsync(schema);
        await registry.RegisterAsync("fraud", Model(1), Description(0.8));
        await registry.RegisterAsync("fraud", Model(2), Description(0.9), new Authorship("trainer"));
        await registry.PromoteAsync("fraud", 1);
        var evidence = new ModelEvidence("better on October", new Dictionary<string, double> { ["gain"] = 0.1 + 0.2, ["rows"] = 1e15 });
        await registry.ShadowAsync("fraud", 2, new Authorship("ann", "retrained"));
        await registry.CanaryAsync("fraud", 2, 0.05, new Authorship("policy", "gates", evidence));
        (await registry.ServingAsync("fraud", None)).ShouldBe(
            new ServingModels(new("fraud", 1, Model(1).Hash), new("fraud", 2, Model(2).Hash), 0.05, [])
        );
        await registry.PromoteAsync("fraud", 2, new Authorship("policy", "canary held", evidence));
        (await registry.RollBackAsync("fraud", null, new Authorship("bob", "twice the alerts"))).Version.ShouldBe(2);

        using var other = await OpenAsync(schema);
        var found = await other.GetAsync("fraud", 2);
        found
            .History.Select(s => (s.State, s.By, s.Reason, s.Evidence, s.Share, s.Successor))
            .ShouldBe([
                ("registered", "trainer", null, null, null, null),
                ("shadow", "ann", "retrained", null, null, null),
                ("canary", "policy", "gates", evidence, 0.05, null),
                ("champion", "policy", "canary held", evidence, null, null),
                ("rolled back", "bob", "twice the alerts", null, null, 1),
            ]);
        (await other.GetAsync("fraud", 1)).History.Select(s => s.State).ShouldBe(["registered", "champion", "retired", "champion"]);
        (await other.ServingAsync("fraud", None)).ShouldBe(ServingModels.Only(new ModelVersion("fraud", 1, Model(1).Hash)));
        (await other.WalkAsync()).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_roll_back_of_a_named_version_that_comes_twice_takes_back_one()
    {
        using var registry = await OpenAsync();
        foreach (var version in new[] { 1, 2, 3 })
        {
            await registry.RegisterAsync("fraud", Model(version), Description(0.8));
            await registry.PromoteAsync("fraud", version);
        }

        await registry.RollBackAsync("fraud", 3);
        (await registry.RollBackAsync("fraud", 3)).StateWord.ShouldBe("rolled back");
        (await registry.ServingAsync("fraud", None)).Champion!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task Canaries_that_are_wanted_at_once_become_one()
    {
        var schema = database.NewSchema();
        using var registry = await OpenAsync(schema);
        foreach (var version in new[] { 1, 2, 3, 4 })
            await registry.RegisterAsync("fraud", Model(version), Description(0.8));
        var wanted = await Task.WhenAll(
            Enumerable
                .Range(1, 4)
                .Select(async version =>
                {
                    using var own = await OpenAsync(schema);
                    try
                    {
                        return (await own.CanaryAsync("fraud", version, 0.1)).Version;
                    }
                    catch (ModelException e)
                    {
                        e.Message.ShouldContain("has a canary already");
                        return 0;
                    }
                })
        );
        var canary = wanted.Where(version => version > 0).ShouldHaveSingleItem();
        (await registry.ServingAsync("fraud", None)).Canary!.Version.ShouldBe(canary);
    }

    [Fact]
    public async Task Evidence_that_is_no_number_is_refused()
    {
        using var registry = await OpenAsync();
        await registry.RegisterAsync("fraud", Model(1), Description(0.8));
        var evidence = new ModelEvidence("one class only", new Dictionary<string, double> { ["auc"] = double.NaN });
        (
            await Should.ThrowAsync<ModelException>(() => registry.RejectAsync("fraud", 1, new Authorship("policy", null, evidence)))
        ).Message.ShouldBe("The evidence gives no number for 'auc': leave the figure out.");
    }

    [Fact]
    public async Task A_version_that_nothing_was_kept_with_has_nothing_rather_than_no_bytes()
    {
        using var registry = await OpenAsync();
        var registered = await registry.RegisterAsync("fraud", Model(1), Description(0.8));
        var version = new ModelVersion(registered.Name, registered.Version, registered.Hash);

        (await registry.CoversAsync(version, None)).ShouldBeNull();
        (await registry.HeldOutAsync(version, None)).ShouldBeNull();
        (await registry.IsolationAsync(version, None)).ShouldBeNull();
        (await registry.RobustnessAsync(registered, None)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_version_keeps_beside_its_bytes_is_missed_when_it_is_gone()
    {
        var schema = database.NewSchema();
        using var registry = await OpenAsync(schema);
        var reference = DriftReference.Of(["a", "b"], [1, 2, 3, 4], [0.1f, 0.2f]);
        var training = new TrainingFacts(
            "0.2.0",
            Reference: await registry.KeepAsync(reference.ToBytes(), None),
            Covers: await registry.KeepAsync([1, 2, 3], None),
            HeldOut: await registry.KeepAsync(HeldOutScores.Of([0.1f, 0.9f], [false, true]).ToBytes(), None),
            Isolation: await registry.KeepAsync(
                IsolationReference.Of(new IsolationForest(1, 2, [IsolationNode.LeafOf(1)], [0]), [1, 2, 3]).ToBytes(),
                None
            )
        );
        var registered = await registry.RegisterAsync("fraud", Model(1), Description(0.8) with { Training = training });

        (await registry.GetAsync("fraud", 1)).Description.Training.ShouldBe(training);
        (await registry.ReferenceAsync(registered, None))!.ToBytes().ShouldBe(reference.ToBytes());
        (await registry.HeldOutAsync(new ModelVersion(registered.Name, registered.Version, registered.Hash), None))!.Positives.ShouldBe(1);
        (await registry.IsolationAsync(new ModelVersion(registered.Name, registered.Version, registered.Hash), None))!.HeldOut.ShouldBe(3);
        (await registry.WalkAsync()).Faults.ShouldBeEmpty();
        foreach (var hash in (string[])[training.Reference!, training.Covers!, training.HeldOut!, training.Isolation!])
        {
            var stream = $"model-bytes/{hash}";
            await database.ExecuteAsync($"delete from {schema}.mt_events where stream_id = $1", stream);
            await database.ExecuteAsync($"delete from {schema}.mt_streams where id = $1", stream);
            (await registry.WalkAsync()).Faults.ShouldContain(f =>
                f.Message.Contains($"{stream}: the file was registered", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task The_champion_promoted_once_more_is_no_event()
    {
        using var registry = await OpenAsync();
        await registry.RegisterAsync("fraud", Model(1), Description(0.8));
        await registry.PromoteAsync("fraud", 1, new Authorship("ann"));
        (await registry.PromoteAsync("fraud", 1, new Authorship("bob"))).State.By.By.ShouldBe("ann");
        (await registry.WalkAsync()).Heads.ShouldHaveSingleItem().Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_version_that_is_not_there_cannot_be_promoted()
    {
        using var registry = await OpenAsync();
        $"{(await Should.ThrowAsync<ModelException>(() => registry.PromoteAsync("fraud", 1))).Cure}".ShouldBe("train fraud");
        await registry.RegisterAsync("fraud", Model(1), Description(0.8));
        (await Should.ThrowAsync<ModelException>(() => registry.PromoteAsync("fraud", 2))).Message.ShouldContain("version 1, not 2");
    }

    [Fact]
    public async Task The_same_bytes_are_one_version_of_a_name_and_may_bear_several_names()
    {
        using var registry = await OpenAsync();
        await registry.RegisterAsync("b", Model(1), Description(0.8));
        await registry.RegisterAsync("b", Model(2), Description(0.8));
        (await registry.RegisterAsync("b", Model(1), Description(0.8))).Version.ShouldBe(1);
        await registry.RegisterAsync("a", Model(1), Description(0.8));
        (await registry.ListAsync()).Select(m => (m.Name, m.Version)).ShouldBe([("a", 1), ("b", 1), ("b", 2)]);
    }

    [Fact]
    public async Task Registrations_that_meet_get_versions_of_their_own()
    {
        var schema = database.NewSchema();
        var registries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync(schema)));
        await Task.WhenAll(registries.Select((registry, i) => registry.RegisterAsync("fraud", Model(i), Description(0.8))));
        var all = await registries[0].ListAsync();
        all.Select(m => m.Version).ShouldBe([1, 2, 3, 4]);
        all.Select(m => m.Hash).ShouldBe(Enumerable.Range(0, 4).Select(i => Model(i).Hash), ignoreOrder: true);
        foreach (var registry in registries)
            registry.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public async Task A_name_that_would_not_fit_a_command_line_is_refused(string name)
    {
        using var registry = await OpenAsync();
        await Should.ThrowAsync<ModelException>(() => registry.RegisterAsync(name, Model(1), Description(0.8)));
    }

    async Task<ModelRegistry> OpenAsync(string? schema = null)
    {
        var registry = new ModelRegistry(database.ConnectionString, TimeProvider.System, schema ?? database.NewSchema());
        await registry.EnsureSchemaAsync();
        return registry;
    }
}

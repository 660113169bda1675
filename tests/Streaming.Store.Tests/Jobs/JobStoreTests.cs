using Streaming.Store.Jobs;
using Streaming.Topology;

namespace Streaming.Store.Tests.Jobs;

/// <summary>Jobs as several hosts work on them, some of which die. A lease that is over when it begins is a host that died at
/// once.</summary>
public sealed class JobStoreTests(Server server)
{
    static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    static readonly TimeSpan Over = TimeSpan.FromMilliseconds(-1);

    [Fact]
    public async Task Of_many_hosts_that_want_a_job_one_has_it()
    {
        var schema = server.NewSchema();
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync(schema)));
        for (var round = 0; round < 5; round++)
        {
            var id = (await stores[0].AddAsync(Verify())).Id;
            var leases = await Task.WhenAll(stores.Select((store, i) => Task.Run(() => store.TryTakeAsync(id, $"host/{i}", Long))));
            var lease = leases.OfType<JobLease>().ShouldHaveSingleItem();
            (await stores[1].FindAsync(id))!.ShouldSatisfyAllConditions(
                j => j.State.ShouldBe(JobState.Running),
                j => j.Host.ShouldBe(lease.Job.Host),
                j => j.Attempts.ShouldBe(1)
            );
        }

        foreach (var store in stores)
            store.Dispose();
    }

    [Fact]
    public async Task Whoever_asks_under_one_key_gets_one_job_however_many_ask_at_once()
    {
        var schema = server.NewSchema();
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync(schema)));
        for (var round = 0; round < 5; round++)
        {
            var key = $"run/{round}";
            var jobs = await Task.WhenAll(
                stores.Select((store, i) => Task.Run(() => store.AddAsync(Verify() with { Key = key, Who = $"{i}" })))
            );
            jobs.Select(j => j.Id).Distinct().ShouldHaveSingleItem();
            (await stores[0].FindAsync(key))!.Id.ShouldBe(jobs[0].Id);
        }

        (await stores[0].ListAsync(100, openOnly: false)).Count.ShouldBe(5);
        (await stores[0].WalkAsync()).Faults.ShouldBeEmpty();
        (await stores[0].FindAsync("another")).ShouldBeNull();
        foreach (var store in stores)
            store.Dispose();
    }

    [Fact]
    public async Task What_a_dead_host_left_another_takes_up_and_the_dead_one_cannot_end_it_when_it_wakes()
    {
        using var store = await OpenAsync(server.NewSchema());
        var id = (await store.AddAsync(Verify())).Id;
        var dead = (await store.TryTakeAsync(id, "dead/1", Over))!;
        (await store.FindAsync(id))!.State.ShouldBe(JobState.Queued);
        (await store.WaitingAsync()).ShouldHaveSingleItem().Id.ShouldBe(id);

        var next = (await store.TryTakeAsync(id, "next/2", Long))!;

        (await store.WaitingAsync()).ShouldBeEmpty();
        (await dead.RenewAsync("half", default)).ShouldBeNull();
        (await dead.DoneAsync("\"of the dead\"", default)).ShouldBeFalse();
        (await dead.ReleaseAsync(default)).ShouldBeFalse();
        (await next.RenewAsync("more than half", default)).ShouldBe(new JobBeat(Cancel: false));
        (await store.FindAsync(id))!.ShouldSatisfyAllConditions(
            j => j.Progress.ShouldBe("more than half"),
            j => j.Host.ShouldBe("next/2"),
            j => j.Attempts.ShouldBe(2)
        );
        (await next.DoneAsync("\"of the next\"", default)).ShouldBeTrue();
        (await store.ResultAsync((await store.FindAsync(id))!)).ShouldBe("\"of the next\"");
        (await store.TryTakeAsync(id, "late/3", Long)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_not_safe_to_repeat_is_not_repeated()
    {
        using var store = await OpenAsync(server.NewSchema());
        var id = (await store.AddAsync(Verify() with { Repeats = false })).Id;
        await store.TryTakeAsync(id, "dead/1", Over);

        (await store.TryTakeAsync(id, "next/2", Long)).ShouldBeNull();

        (await store.FindAsync(id))!.ShouldSatisfyAllConditions(
            j => j.State.ShouldBe(JobState.Interrupted),
            j => j.Fault!.Code.ShouldBe("interrupted"),
            j => j.Fault!.Message.ShouldContain("dead/1"),
            j => j.Attempts.ShouldBe(1)
        );
        (await store.WaitingAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_that_kills_whoever_runs_it_is_given_up_and_hosts_that_give_it_back_do_not_count()
    {
        using var store = await OpenAsync(server.NewSchema());
        var id = (await store.AddAsync(Verify())).Id;
        for (var i = 0; i < 5; i++)
            (await (await store.TryTakeAsync(id, "restarted/1", Long))!.ReleaseAsync(default)).ShouldBeTrue();
        for (var i = 0; i < JobStore.MostDeaths; i++)
            (await store.TryTakeAsync(id, $"dead/{i}", Over)).ShouldNotBeNull();

        (await store.TryTakeAsync(id, "next/9", Long)).ShouldBeNull();

        (await store.FindAsync(id))!.ShouldSatisfyAllConditions(
            j => j.State.ShouldBe(JobState.Interrupted),
            j => j.Attempts.ShouldBe(5 + JobStore.MostDeaths)
        );
    }

    [Fact]
    public async Task A_job_that_waits_is_cancelled_at_once_and_one_that_runs_by_its_host()
    {
        using var store = await OpenAsync(server.NewSchema());
        var (waiting, running, left) = (
            (await store.AddAsync(Verify())).Id,
            (await store.AddAsync(Verify())).Id,
            (await store.AddAsync(Verify())).Id
        );
        var lease = (await store.TryTakeAsync(running, "host/1", Long))!;
        await store.TryTakeAsync(left, "dead/2", Over);

        (await store.CancelAsync(waiting, "anna", "a mistake"))!.State.ShouldBe(JobState.Cancelled);
        (await store.CancelAsync(left, "anna", null))!.State.ShouldBe(JobState.Cancelled);
        (await store.CancelAsync(running, "anna", null))!.State.ShouldBe(JobState.Cancelling);
        (await lease.RenewAsync(null, default)).ShouldBe(new JobBeat(Cancel: true));
        (await lease.EndAsync(JobOutcome.Cancelled, null, default)).ShouldBeTrue();
        (await store.CancelAsync(running, "anna", "again"))!.State.ShouldBe(JobState.Cancelled);
        (await store.CancelAsync(4711, "anna", null)).ShouldBeNull();
        (await store.TryTakeAsync(waiting, "host/1", Long)).ShouldBeNull();
    }

    [Fact]
    public async Task Results_and_faults_are_there_after_a_restart_and_altered_ones_show()
    {
        var schema = server.NewSchema();
        long done,
            failed;
        using (var store = await OpenAsync(schema))
        {
            (done, failed) = ((await store.AddAsync(Verify())).Id, (await store.AddAsync(Verify())).Id);
            await (await store.TryTakeAsync(done, "host/1", Long))!.DoneAsync("""{"sound":true}""", default);
            var fault = new JobFault("refused", "not so", new JobCure("run", ["card-fraud"]));
            await (await store.TryTakeAsync(failed, "host/1", Long))!.EndAsync(JobOutcome.Failed, fault, default);
        }

        using var later = await OpenAsync(schema);
        (await later.ResultAsync((await later.FindAsync(done))!)).ShouldBe("""{"sound":true}""");
        var told = (await later.FindAsync(failed))!;
        (told.State, told.Fault!.Code, told.Fault.Message, told.Fault.Cure!.Code, told.Fault.Cure.Arguments[0]).ShouldBe(
            (JobState.Failed, "refused", "not so", "run", "card-fraud")
        );
        (await later.WalkAsync()).Faults.ShouldBeEmpty();

        await server.ExecuteAsync($$"""update {{schema}}.jobs set result = '{"sound":false}' where id = {{done}}""");
        (await later.WalkAsync())
            .Faults.ShouldHaveSingleItem()
            .Message.ShouldContain($"The result of job {done} is not the one that was sealed");
        (
            await Should.ThrowAsync<StreamingException>(async () => await later.ResultAsync((await later.FindAsync(done))!))
        ).Message.ShouldContain("altered");
        await server.ExecuteAsync(
            $"update {schema}.mt_events set data = jsonb_set(data, '{{Asked,Who}}', '\"nobody\"') where stream_id = 'job/{failed}' and "
                + "version = 1"
        );
        (await later.WalkAsync()).Faults.Select(f => f.Message).ShouldContain(m => m.StartsWith($"job/{failed}/1"));
    }

    [Fact]
    public async Task The_oldest_ended_jobs_are_forgotten_whole_and_too_many_are_refused()
    {
        var schema = server.NewSchema();
        using var store = new JobStore(server.ConnectionString, TimeProvider.System, schema) { Kept = 2, MostOpen = 3 };
        await store.EnsureSchemaAsync();
        for (var i = 0; i < 4; i++)
            await (await store.TryTakeAsync((await store.AddAsync(Verify())).Id, "host/1", Long))!.DoneAsync($"{i}", default);
        var open = (await store.AddAsync(Verify())).Id;

        (await store.ListAsync(10, openOnly: false)).Select(j => j.Id).ShouldBe([5, 4, 3]);
        (await store.ListAsync(10, openOnly: true)).Select(j => j.Id).ShouldBe([open]);
        (await store.ListAsync(1, openOnly: false)).Count.ShouldBe(1);
        (await store.FindAsync(1)).ShouldBeNull();
        var walk = await store.WalkAsync();
        (walk.Faults.Count, walk.Heads.Count).ShouldBe((0, 3));
        await store.AddAsync(Verify());
        await store.AddAsync(Verify());
        (await Should.ThrowAsync<StreamingException>(() => store.AddAsync(Verify()))).Message.ShouldContain("3 jobs are waiting");
        (
            await Should.ThrowAsync<StreamingException>(() =>
                store.AddAsync(Verify() with { Request = new string(' ', NewJob.LongestRequest + 1) })
            )
        ).Message.ShouldContain("characters");
    }

    [Fact]
    public async Task Hosts_are_known_for_as_long_as_they_say_so()
    {
        using var store = await OpenAsync(server.NewSchema());
        await store.HostAsync("dead/1", Over);
        await store.HostAsync("host/2", Long);
        await store.HostAsync("host/3", Long);

        (await store.HostsAsync()).ShouldBe(["host/2", "host/3"]);

        await store.LeaveAsync("host/2");
        (await store.HostsAsync()).ShouldBe(["host/3"]);
    }

    static NewJob Verify() => new("lineage.verify", """{"topology":"card-fraud"}""", Repeats: true) { Who = "anna", About = "card-fraud" };

    async Task<JobStore> OpenAsync(string schema)
    {
        var store = new JobStore(server.ConnectionString, TimeProvider.System, schema);
        await store.EnsureSchemaAsync();
        return store;
    }
}

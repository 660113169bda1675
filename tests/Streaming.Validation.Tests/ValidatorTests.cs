using System.Security.Cryptography;
using System.Text;
using Streaming.Events.Partitioning;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Gather;
using Streaming.Events.Time;
using Streaming.Topology.Model;
using Streaming.Validation.Duplicates;

namespace Streaming.Validation.Tests;

public sealed class ValidatorTests
{
    [Fact]
    public void Accepted_rows_carry_where_and_when_they_came_from()
    {
        var batch = Fixture
            .Create()
            .Validate(("c1", Fixture.Event(id: "a")), ("c1", "broken"), ("c1", Fixture.Event(id: "b", when: "2018-06-11T11:00:00")));

        Columns.Int64(batch.Accepted, SystemColumns.Offset).ToArray().ShouldBe([100, 102]);
        Columns.Times(batch.Accepted, SystemColumns.EventTime).ToArray().ShouldBe([Fixture.Now, Fixture.Now - TimeSpan.FromHours(1)]);
        Columns.Times(batch.Accepted, SystemColumns.ArrivalTime)[1].ShouldBe(Fixture.Now);
        Columns.Int64(batch.Accepted, SystemColumns.SourceTime)[1].ShouldBe(7);
        Columns.UInt8(batch.Accepted, SystemColumns.Flags)[0].ShouldBe((byte)0);
        Fixture.Text(batch.Accepted, "id", 1).ShouldBe("b");
        batch.NextOffset.ShouldBe(103);
    }

    [Fact]
    public void Rejected_records_keep_what_came_and_say_why()
    {
        var value = Fixture.Event(id: "bad", amount: "-3");
        var rejected = Fixture.Create().Validate(("c1", value)).Rejected;

        Fixture.Text(rejected, RejectedColumns.Topic, 0).ShouldBe("events");
        Fixture.Text(rejected, RejectedColumns.Key, 0).ShouldBe("c1");
        Fixture.Text(rejected, RejectedColumns.Raw, 0).ShouldBe(value);
        Fixture.Text(rejected, RejectedColumns.EventId, 0).ShouldBe("bad");
        Fixture.Text(rejected, RejectedColumns.Rule, 0).ShouldBe("amount");
        Fixture.Text(rejected, RejectedColumns.Detail, 0).ShouldBe("Field amount is -3, below the least allowed value 0.");
        Columns.Int64(rejected, RejectedColumns.RawLength)[0].ShouldBe(value.Length);
        Columns.FixedBytes(rejected, RejectedColumns.RawHash)[0].ToArray().ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
        Columns.Int64(rejected, SystemColumns.Offset)[0].ShouldBe(100);
    }

    [Fact]
    public void The_id_of_a_rejected_record_is_found_where_it_can_be_read()
    {
        var rejected = Fixture.Create().Validate(("c1", """{"id":"a","when":"x"}"""), ("c1", "nothing"), (null, null)).Rejected;
        Fixture.Text(rejected, RejectedColumns.EventId, 0).ShouldBe("a");
        Fixture.Text(rejected, RejectedColumns.EventId, 1).ShouldBeNull();
        Columns.Bytes(rejected, RejectedColumns.Raw).IsNull(2).ShouldBeTrue();
        Columns.Bytes(rejected, RejectedColumns.Key).IsNull(2).ShouldBeTrue();
    }

    [Fact]
    public void A_long_value_is_cut_and_its_whole_length_and_hash_are_kept()
    {
        var value = Encoding.UTF8.GetBytes(new string('x', 3_000));
        var rejected = Fixture.Create(rawLimit: 1_000).Validate(Fixture.Raw([("key"u8.ToArray(), value)])).Rejected;
        Columns.Bytes(rejected, RejectedColumns.Raw)[0].Length.ShouldBe(997);
        Columns.Int64(rejected, RejectedColumns.RawLength)[0].ShouldBe(3_000);
        Columns.FixedBytes(rejected, RejectedColumns.RawHash)[0].ToArray().ShouldBe(SHA256.HashData(value));
    }

    [Fact]
    public void The_first_check_that_fails_gives_the_reason()
    {
        // Out of range, under a wrong key, in 2100: the field comes first.
        Fixture.Create().Verdict("other", Fixture.Event(amount: "-1", when: "2100-01-01")).ShouldBe("out-of-range");
        Fixture.Create().Verdict("other", Fixture.Event(when: "2100-01-01")).ShouldBe("key-mismatch");
        Fixture.Create().Verdict("c1", Fixture.Event(when: "2100-01-01", amount: "100")).ShouldBe("too-far-in-future");
    }

    [Fact]
    public void A_corrected_event_passes_after_a_faulty_one_with_its_id()
    {
        var batch = Fixture
            .Create()
            .Validate(("c1", Fixture.Event(amount: "-1")), ("c1", Fixture.Event(amount: "1")), ("c1", Fixture.Event(amount: "2")));
        Columns.Double(batch.Accepted, "amount").ToArray().ShouldBe([1]);
        Fixture.Text(batch.Rejected, RejectedColumns.Reason, 1).ShouldBe("duplicate-id");
    }

    [Fact]
    public void An_id_may_be_used_again_by_another_key_and_after_the_window()
    {
        var batch = Fixture
            .Create()
            .Validate(
                ("c1", Fixture.Event(when: "2018-06-11T09:00:00")),
                ("c2", Fixture.Event(when: "2018-06-11T09:00:00", customer: "c2")),
                ("c1", Fixture.Event(when: "2018-06-11T10:00:00")),
                ("c1", Fixture.Event(when: "2018-06-11T11:00:01"))
            );
        batch.Accepted.Length.ShouldBe(3);
        Columns.Int64(batch.Rejected, SystemColumns.Offset).ToArray().ShouldBe([102]);
    }

    [Fact]
    public void Watermarks_pass_through()
    {
        var builder = new RawBatchBuilder("events", 0);
        builder.AppendWatermark(5, Watermark.Idle);
        var batch = Fixture.Create().Validate(builder.Build(Fixture.Now));
        batch.Watermarks.ShouldBe([new WatermarkRecord(5, Watermark.Idle)]);
        (batch.Accepted.Length, batch.Rejected.Length, batch.NextOffset).ShouldBe((0, 0, 6));
    }

    [Fact]
    public void A_watermark_from_further_ahead_than_events_may_be_is_left_out()
    {
        var builder = new RawBatchBuilder("events", 0);
        builder.AppendWatermark(5, Fixture.Now + TimeSpan.FromMinutes(5));
        builder.AppendWatermark(6, (Fixture.Now + TimeSpan.FromMinutes(5)).AddMicros(1));
        var raw = builder.Build(Fixture.Now);
        Fixture.Create().Validate(raw).Watermarks.ShouldBe([new WatermarkRecord(5, Fixture.Now + TimeSpan.FromMinutes(5))]);
        Fixture.Create(Fixture.Spec with { FutureSkew = null }).Validate(raw).Watermarks.Count.ShouldBe(2);
    }

    [Fact]
    public void What_is_personal_is_not_told_in_details()
    {
        IReadOnlyList<FieldModel> personal = [.. Fixture.Fields.Select(f => f with { Personal = true })];
        var spec = Fixture.Spec with { Schema = RowSchema.Create(personal) };
        var rejected = Fixture
            .Create(spec)
            .Validate(
                ("77123", Fixture.Event(customer: "77124")),
                ("c1", Fixture.Event(when: "7712-3")),
                ("c1", Fixture.Event(amount: "77123")),
                ("c1", Fixture.Event(more: ",\"country\":\"77123\"")),
                ("c1", Fixture.Event(more: ",\"code\":\"77123\""))
            )
            .Rejected;
        rejected.Length.ShouldBe(5);
        for (var row = 0; row < rejected.Length; row++)
            Fixture.Text(rejected, RejectedColumns.Detail, row)!.ShouldNotContain("7712");
    }

    [Fact]
    public void Labels_are_ordered_by_when_they_became_known_and_counted_once()
    {
        var labels = new ValidationSpec
        {
            Topic = "labels",
            Schema = RowSchema.Create([
                new("id", FieldType.String),
                new("when", FieldType.Timestamp),
                new("known", FieldType.Timestamp),
                new("fraud", FieldType.Bool),
            ]),
            Id = "id",
            Time = "known",
            DuplicatesWithin = TimeSpan.FromDays(1),
        };
        const string Label = """{"id":"e1","when":"2018-06-04","known":"2018-06-11","fraud":true}""";
        var batch = Fixture.Create(labels).Validate((null, Label), ("whatever", Label));
        Columns.Times(batch.Accepted, SystemColumns.EventTime).ToArray().ShouldBe([Fixture.Time("2018-06-11")]);
        Fixture.Text(batch.Rejected, RejectedColumns.Reason, 0).ShouldBe("duplicate-id");
    }

    /// <summary>
    /// As recovery does it: what is recorded of the partitioner, and the rows of batches that reach into the span behind the clock.
    /// Single events from far ahead come in; two in a row would move the clock, which the rows behind them need not show.
    /// </summary>
    [Fact]
    public void A_restored_validator_judges_as_one_that_never_stopped()
    {
        var random = new Random(7);
        var spec = Fixture.Spec with { Placement = PartitionerKind.Auto, MaxAge = null, FutureSkew = null, Drift = TimeSpan.FromHours(2) };
        // Most lie where murmur2 puts them, some do not.
        string[] customers =
        [
            .. Enumerable
                .Range(0, 400)
                .Select(i => $"c{i}")
                .Where(c => random.Next(12) == 0 || Partitioners.Murmur2Partition(Encoding.UTF8.GetBytes(c), 3) == 1),
        ];
        (string?, string?) Record(int i)
        {
            var customer = customers[random.Next(customers.Length)];
            var minute = (i / 5) + random.Next(-30, 31);
            var time = Fixture.Now + TimeSpan.FromMinutes(minute) + TimeSpan.FromDays(i % 50 == 0 ? 100_000 : 0);
            return (customer, Fixture.Event(id: $"e{random.Next(4)}", customer: customer, when: Events.Time.IsoTime.Format(time)));
        }
        var live = Fixture.Create(spec, partition: 1, partitions: 3);
        var (history, clock) = (new List<Apache.Arrow.RecordBatch>(), new EventClock(spec.Drift.Micros()));
        for (var round = 0; round < 20; round++)
        {
            var first = live.Validate([.. Enumerable.Range(round * 200, 100).Select(Record)]);
            Observe(first.Accepted);
            var restored = Fixture.Create(spec, partition: 1, partitions: 3);
            restored.Restore(live.State);
            var since = clock.Time?.Earlier(TimeSpan.FromHours(1)) ?? Timestamp.Beginning;
            foreach (var batch in history.Where(b => live.IsPlacementOpen || Times(b).DefaultIfEmpty(Timestamp.Beginning).Max() >= since))
                restored.Replay(batch);
            var next = Fixture.Raw([.. Enumerable.Range((round * 200) + 100, 100).Select(Record)]);
            var judged = live.Validate(next);
            Offsets(restored.Validate(next)).ShouldBe(Offsets(judged));
            Observe(judged.Accepted);
        }
        live.State.Recognised.ShouldBe(PartitionerKind.Murmur2);

        void Observe(Apache.Arrow.RecordBatch accepted)
        {
            history.Add(accepted);
            foreach (var time in Times(accepted))
                clock.Observe(new Timestamp(time.Micros));
        }
    }

    static Timestamp[] Times(Apache.Arrow.RecordBatch batch) => Columns.Times(batch, SystemColumns.EventTime).ToArray();

    static long[] Offsets(ValidatedBatch batch) => Columns.Int64(batch.Accepted, SystemColumns.Offset).ToArray();
}

using System.Text;
using CsCheck;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Validation.Tests;

/// <summary>Whatever comes, each record gets exactly one verdict and nothing throws.</summary>
public sealed class HostileInputTests
{
    [Fact]
    public void Random_bytes_get_one_verdict_each() =>
        Gen.Select(Gen.Byte.Array[0, 60].Null(), Gen.Byte.Array[0, 8].Null())
            .Array[0, 100]
            .Sample(records => Judge(Fixture.Create(), [.. records.Select(r => (r.Item2, r.Item1))]), iter: 100);

    [Fact]
    public void Damaged_events_get_one_verdict_each() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 200])
            .Sample(
                (seed, count) =>
                {
                    var random = new Random(seed);
                    var spec = Fixture.Spec with { UnknownFields = (UnknownFields)random.Next(3) };
                    spec = spec with { Schema = RowSchema.Create(Fixture.Fields, keepsUnknown: spec.UnknownFields == UnknownFields.Keep) };
                    Judge(
                        Fixture.Create(spec),
                        [.. Enumerable.Range(0, count).Select(_ => ((byte[]?)"c1"u8.ToArray(), (byte[]?)Damaged(random)))]
                    );
                },
                iter: 200
            );

    static void Judge(Validator validator, IReadOnlyList<(byte[]? Key, byte[]? Value)> records)
    {
        if (records.Count == 0)
            return;
        var batch = validator.Validate(Fixture.Raw(records));
        var accepted = Columns.Int64(batch.Accepted, SystemColumns.Offset).ToArray();
        var rejected = Columns.Int64(batch.Rejected, SystemColumns.Offset).ToArray();
        accepted.ShouldBeInOrder();
        rejected.ShouldBeInOrder();
        accepted.Concat(rejected).Order().ShouldBe(Enumerable.Range(100, records.Count).Select(o => (long)o));
        for (var row = 0; row < rejected.Length; row++)
        {
            ReasonCodes.TryParse(Fixture.Text(batch.Rejected, RejectedColumns.Reason, row)!, out _).ShouldBeTrue();
            Fixture.Text(batch.Rejected, RejectedColumns.Detail, row)!.ShouldNotContain('\0');
            (Fixture.Text(batch.Rejected, RejectedColumns.Rule, row) ?? "").ShouldNotContain('\0');
            Columns.Bytes(batch.Rejected, RejectedColumns.Raw)[row].ToArray().ShouldBe(records[(int)rejected[row] - 100].Value ?? []);
        }
    }

    static byte[] Damaged(Random random)
    {
        var json = Encoding.UTF8.GetBytes(
            Fixture.Event(id: $"e{random.Next(5)}", more: ""","country":"DE","code":"AB1","x":"ä\u0000"}"""[..^1])
        );
        for (var i = random.Next(3); i > 0; i--)
        {
            var at = random.Next(json.Length);
            switch (random.Next(4))
            {
                case 0:
                    json[at] = (byte)random.Next(256);
                    break;
                case 1:
                    json[at] = "{}[]\",:\\0123456789.eE-"u8[random.Next(22)];
                    break;
                case 2:
                    json = [.. json[..at], .. json[Math.Min(json.Length, at + random.Next(9))..]];
                    break;
                default:
                    json = [.. json[..at], .. json[random.Next(json.Length)..]];
                    break;
            }
            if (json.Length == 0)
                break;
        }
        return json;
    }
}

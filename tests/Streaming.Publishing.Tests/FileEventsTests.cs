using System.IO.Compression;
using System.Text;
using CsCheck;
using Streaming.Cli.Tests.Setup;
using Streaming.Events.Time;
using Streaming.Publishing;
using Streaming.Topology;

namespace Streaming.Publishing.Tests;

public sealed class FileEventsTests : IDisposable
{
    const string Header = "id,at,account,amount,note,bad\n";
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_label_comes_before_the_first_event_at_or_after_the_moment_it_is_known()
    {
        var file = _folder.Write(
            "e.csv",
            Header
                + "1,2024-01-01T00:00:00,a,5,,1\n2,2024-01-01T00:59:59,b,6,x,0\n3,2024-01-01T01:00:00,a,7,,\n4,2024-01-01T05:00:00,c,8,,1\n"
        );
        Drain(file)
            .ShouldBe([
                """E a {"id":"1","at":"2024-01-01T00:00:00","account":"a","amount":5,"note":null}""",
                """E b {"id":"2","at":"2024-01-01T00:59:59","account":"b","amount":6,"note":"x"}""",
                """L 1 {"id":"1","at":"2024-01-01T00:00:00","known":"2024-01-01T01:00:00Z","bad":true}""",
                """E a {"id":"3","at":"2024-01-01T01:00:00","account":"a","amount":7,"note":null}""",
                """L 2 {"id":"2","at":"2024-01-01T00:59:59","known":"2024-01-01T01:59:59Z","bad":false}""",
                """E c {"id":"4","at":"2024-01-01T05:00:00","account":"c","amount":8,"note":null}""",
                """L 4 {"id":"4","at":"2024-01-01T05:00:00","known":"2024-01-01T06:00:00Z","bad":true}""",
            ]);
    }

    [Fact]
    public void Labels_are_in_order_between_any_events() =>
        Gen.Select(Gen.Int[0, 10_000].Array[1, 60], Gen.Bool)
            .Sample(
                (steps, json) =>
                {
                    var (text, at) = (new StringBuilder(json ? "" : Header), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
                    foreach (var (step, i) in steps.Select((s, i) => (s, i)))
                    {
                        at = at.AddSeconds(step);
                        text.Append(
                                json ? $$"""{"id":"{{i}}","at":"{{at:s}}","account":"a","amount":1,"bad":true}""" : $"{i},{at:s},a,1,,1"
                            )
                            .Append('\n');
                    }

                    var record = new OutgoingRecord();
                    using var source = Open(_folder.Write($"{Guid.NewGuid()}", text.ToString()));
                    var (clock, labels) = (Timestamp.Beginning, 0);
                    while (source.Read(record))
                    {
                        // One sequence in time: neither an event nor a label comes after something later.
                        record.Time!.Value.ShouldBeGreaterThanOrEqualTo(clock);
                        clock = record.Time.Value;
                        if (record.Content == Streaming.Topology.Plan.RowContent.Labels)
                            labels++;
                    }

                    labels.ShouldBe(steps.Length);
                },
                iter: 50
            );

    [Fact]
    public void Csv_and_json_lines_zipped_or_not_say_the_same()
    {
        const string Csv = "id,at,account,amount,note\n1,2024-01-01T00:00:00Z,a,5.25,\"say \"\"hi\"\"\"\n";
        const string Json = """{"id":"1","at":"2024-01-01T00:00:00Z","account":"a","amount":5.25,"note":"say \"hi\""}""" + "\n";
        var expected = Drain(_folder.Write("a.csv", Csv));
        Drain(_folder.Write("a.csv.gz", Zip(Csv))).ShouldBe(expected);
        Drain(_folder.Write("a.jsonl", Json)).ShouldBe(expected);
        Drain(_folder.Write("a.jsonl.gz", Zip(Json))).ShouldBe(expected);
        Drain(_folder.Write("a.json", $"[\n{Json}]")).ShouldBe(expected);
        Drain(_folder.Write("a.json.gz", Zip($"[\n{Json}]"))).ShouldBe(expected);
    }

    [Fact]
    public void What_is_known_only_later_never_goes_out_with_the_event()
    {
        var json = _folder.Write("a.jsonl", """{"id":"1","bad":true,"at":"2024-01-01T00:00:00Z","account":"a","amount":1,"other":[1]}""");
        Drain(json)[0].ShouldBe("""E a {"id":"1","at":"2024-01-01T00:00:00Z","account":"a","amount":1,"other":[1]}""");
        Drain(json, new FileEventsSettings { Labels = false }).ShouldBe(Drain(json)[..1]);
    }

    [Fact]
    public void Columns_may_have_names_of_their_own()
    {
        var file = _folder.Write("a.csv", "nr,when,account,amount\n1,2024-01-01,a,5\n");
        Should.Throw<StreamingException>(() => Open(file)).Message.ShouldContain("no column id, at");
        Drain(
                file,
                new FileEventsSettings
                {
                    Map = new Dictionary<string, string> { ["id"] = "nr", ["at"] = "when" },
                }
            )
            .ShouldBe(["""E a {"id":"1","at":"2024-01-01","account":"a","amount":5}"""]);
        Should
            .Throw<StreamingException>(() =>
                Open(file, new FileEventsSettings { Map = new Dictionary<string, string> { ["ident"] = "nr" } })
            )
            .Message.ShouldContain("the field 'ident', which payments does not have");
    }

    [Fact]
    public void Fields_that_the_file_lacks_may_be_set()
    {
        var settings = new FileEventsSettings
        {
            Set = new Dictionary<string, string>
            {
                ["account"] = "main",
                ["id"] = "r{row}",
                ["amount"] = "7",
            },
        };
        string[] expected =
        [
            "E main {\"id\":\"r1\",\"at\":\"2024-01-01\",\"account\":\"main\",\"amount\":7}",
            "E main {\"id\":\"r2\",\"at\":\"2024-01-02\",\"account\":\"main\",\"amount\":7}",
        ];
        Drain(_folder.Write("a.csv", "at\n2024-01-01\n2024-01-02\n"), settings).ShouldBe(expected);
        Drain(_folder.Write("a.jsonl", "{\"at\":\"2024-01-01\"}\n{\"at\":\"2024-01-02\"}\n"), settings).ShouldBe(expected);
    }

    [Fact]
    public void Other_columns_go_along_only_where_they_are_kept()
    {
        var file = _folder.Write("a.csv", "id,at,account,amount,extra\n1,2024-01-01,a,5,x\n");
        Drain(file).ShouldBe(["""E a {"id":"1","at":"2024-01-01","account":"a","amount":5}"""]);
        using var kept = new FileEvents(Samples.Payments("keep"), file, new FileEventsSettings());
        Samples.Drain(kept).ShouldBe(["""E a {"id":"1","at":"2024-01-01","account":"a","amount":5,"extra":"x"}"""]);
    }

    [Fact]
    public void A_further_round_has_later_times_and_new_ids()
    {
        var file = _folder.Write("a.csv", Header + "1,2024-01-01T00:00:00,a,1,,1\n2,2024-01-01T00:00:10,b,2,,\n");
        Drain(
                file,
                new FileEventsSettings
                {
                    Loop = true,
                    Limit = 5,
                    RemainingLabels = false,
                }
            )
            .Select(r => r[..(r.IndexOf(",\"acc", StringComparison.Ordinal) is var end and > 0 ? end : r.Length)])
            .ShouldBe([
                """E a {"id":"1","at":"2024-01-01T00:00:00" """.TrimEnd(),
                """E b {"id":"2","at":"2024-01-01T00:00:10" """.TrimEnd(),
                """E a {"id":"1-2","at":"2024-01-01T00:00:11Z" """.TrimEnd(),
                """E b {"id":"2-2","at":"2024-01-01T00:00:21Z" """.TrimEnd(),
                """E a {"id":"1-3","at":"2024-01-01T00:00:22Z" """.TrimEnd(),
            ]);
    }

    [Fact]
    public void Broken_lines_go_out_as_they_are()
    {
        byte[] bytes = [.. "{\"id\":\n\n[1]\n"u8, 0xff, 0xfe, (byte)'\n', .. "{\"id\":1,\"id\":2}"u8];
        Drain(_folder.Write("a.jsonl", bytes)).ShouldBe(["E - {\"id\":", "E - [1]", "E - \uFFFD\uFFFD", "E - {\"id\":1,\"id\":2}"]);
    }

    [Fact]
    public void No_file_whatever_it_holds_brings_publishing_down() =>
        Gen.Select(
                Gen.OneOf(Gen.Const("{"), Gen.Const(Header), Gen.Const("[{}"), Gen.Const("{\n"), Gen.Const("\uFEFF"), Gen.Const("")),
                Gen.OneOf(Gen.Byte, Gen.Char["\",\n\r{}:1\\"].Select(c => (byte)c)).Array[0, 300]
            )
            .Sample(
                (head, tail) =>
                {
                    var file = _folder.Write($"{Guid.NewGuid()}", [.. Encoding.UTF8.GetBytes(head), .. tail]);
                    try
                    {
                        Drain(file);
                    }
                    catch (StreamingException e)
                    {
                        e.Message.ShouldNotBeNullOrWhiteSpace();
                    }
                },
                iter: 2000
            );

    [Fact]
    public void A_damaged_archive_is_named()
    {
        var zipped = Zip(Header + string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"{i},2024-01-01,a,{i * 7919 % 1000},,")));
        var file = _folder.Write("a.csv.gz", [.. zipped[..(zipped.Length / 2)], .. new byte[200]]);
        Should.Throw<StreamingException>(() => Drain(file)).Message.ShouldContain("a.csv.gz");
        Should
            .Throw<StreamingException>(() => Drain(_folder.Write("cut.gz", zipped[..(zipped.Length / 2)])))
            .Message.ShouldContain($"breaks off after {zipped.Length / 2:N0} bytes");
    }

    static List<string> Drain(string file, FileEventsSettings? settings = null)
    {
        using var source = Open(file, settings);
        return Samples.Drain(source);
    }

    static FileEvents Open(string file, FileEventsSettings? settings = null) =>
        new(Samples.Payments(), file, settings ?? new FileEventsSettings());

    static byte[] Zip(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
            zip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}

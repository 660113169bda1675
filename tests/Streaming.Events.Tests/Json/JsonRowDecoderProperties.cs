using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Events.Tests.Json;

/// <summary>The decoder against System.Text.Json and double.Parse, which are its oracle.</summary>
public sealed class JsonRowDecoderProperties
{
    static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    static readonly string[] Seeds =
    [
        """{"id":"a1","when":"2018-06-11T00:00:24","amount":57.16,"count":3,"flag":true,"note":null}""",
        """{"id":"ä\u00e4\ud83d\ude00","when":1528675224000,"amount":-1.5e-3,"x":[1,2,{"y":[]}],"note":"\"\\\/"}""",
        """{"amount":0.1,"id":7,"when":"2018-06-11 00:00:24.123456Z","z":{"a":{"b":{}}},"flag":false}""",
        "[1, 2.5e+3, true, false, null, \"x\"]",
    ];

    [Fact]
    public void Mutated_records_are_JSON_exactly_where_the_library_says_so() =>
        Gen.Select(Gen.Int[0, Seeds.Length - 1], Gen.Int[0, 3], Gen.Int[0, int.MaxValue])
            .Sample(
                (seed, changes, random) => Compare(Mutate(Encoding.UTF8.GetBytes(Seeds[seed]), changes, new Random(random))),
                iter: 20_000
            );

    [Fact]
    public void Random_bytes_are_JSON_exactly_where_the_library_says_so() => Gen.Byte.Array[0, 40].Sample(Compare, iter: 5_000);

    [Fact]
    public void Numbers_are_rounded_as_the_library_rounds_them() =>
        Gen.Select(Gen.ULong, Gen.Int[-330, 310], Gen.Int[0, 20], Gen.Bool)
            .Sample(
                (digits, exponent, cut, negative) =>
                {
                    var text = digits.ToString(CultureInfo.InvariantCulture);
                    text = text[..Math.Min(text.Length, Math.Max(1, cut))];
                    if (text.Length > 2)
                        text = $"{text[..1]}.{text[1..]}";
                    text = $"{(negative ? "-" : "")}{text}e{exponent}";
                    var expected = double.Parse(text, CultureInfo.InvariantCulture);
                    var fault = Decoding.One(FieldType.Double, text, out var row);
                    if (double.IsFinite(expected))
                    {
                        BitConverter
                            .DoubleToInt64Bits(Columns.Double(row, "x")[0])
                            .ShouldBe(BitConverter.DoubleToInt64Bits(expected), text);
                    }
                    else
                    {
                        fault!.Value.Code.ShouldBe(ReasonCode.NotFinite);
                    }
                },
                iter: 20_000
            );

    /// <summary>Digits with a point anywhere, moved back and forth by an exponent: an integer is that integer, and nothing else is
    /// one.</summary>
    [Fact]
    public void Integers_are_read_exactly_however_they_are_written() =>
        Gen.Select(
                Gen.OneOf(Gen.Long, Gen.Long[-3, 3].Select(off => (1L << 53) + off), Among(long.MaxValue, long.MinValue, 0L)),
                Gen.Int[0, 30],
                Gen.Int[0, 30],
                Gen.Int[0, 3]
            )
            .Sample(
                (value, zeros, shift, tail) =>
                {
                    // value * 10^zeros + tail, divided by 10^shift, then multiplied by what it was made larger by.
                    var scaled = (new BigInteger(value) * BigInteger.Pow(10, zeros)) + (value < 0 ? -tail : tail);
                    var digits = BigInteger.Abs(scaled).ToString(CultureInfo.InvariantCulture).PadLeft(shift + 1, '0');
                    var text = $"{(scaled < 0 ? "-" : "")}{digits[..^shift]}{(shift > 0 ? "." + digits[^shift..] : "")}e{shift - zeros}";
                    var whole = BigInteger.DivRem(scaled, BigInteger.Pow(10, zeros), out var rest);

                    var fault = Decoding.One(FieldType.Int, text, out var row);

                    if (!rest.IsZero)
                        fault!.Value.Code.ShouldBe(ReasonCode.WrongType, text);
                    else if (whole < long.MinValue || whole > long.MaxValue)
                        fault!.Value.Code.ShouldBe(ReasonCode.OutOfRange, text);
                    else
                        Columns.Int64(row, "x")[0].ShouldBe((long)whole, text);
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("9007199254740993.0", 9007199254740993)]
    [InlineData("-9007199254740993.0", -9007199254740993)]
    [InlineData("1e18", 1_000_000_000_000_000_000)]
    [InlineData("9223372036854775807.000", long.MaxValue)]
    [InlineData("-9.223372036854775808e18", long.MinValue)]
    [InlineData("0e999999999999", 0)]
    [InlineData("-0.0", 0)]
    public void An_integer_may_have_a_point_and_an_exponent(string text, long value)
    {
        Decoding.One(FieldType.Int, text, out var row).ShouldBeNull();
        Columns.Int64(row, "x")[0].ShouldBe(value);
    }

    [Theory]
    [InlineData("1e-400", ReasonCode.WrongType)]
    [InlineData("1.00000000000000000001", ReasonCode.WrongType)]
    [InlineData("9007199254740992.5", ReasonCode.WrongType)]
    [InlineData("9223372036854775808.5", ReasonCode.WrongType)]
    [InlineData("1e19", ReasonCode.OutOfRange)]
    [InlineData("1e999999999999", ReasonCode.OutOfRange)]
    [InlineData("9223372036854775808.0", ReasonCode.OutOfRange)]
    public void What_is_no_integer_or_too_large_a_one_is_told_as_that(string text, ReasonCode code) =>
        Decoding.One(FieldType.Int, text, out _)!.Value.Code.ShouldBe(code);

    [Fact]
    public void Shortest_round_trip_doubles_come_back() =>
        Gen
            .Long.Select(BitConverter.Int64BitsToDouble)
            .Where(double.IsFinite)
            .Sample(
                value =>
                {
                    Decoding.One(FieldType.Double, value.ToString("R", CultureInfo.InvariantCulture), out var row).ShouldBeNull();
                    BitConverter.DoubleToInt64Bits(Columns.Double(row, "x")[0]).ShouldBe(BitConverter.DoubleToInt64Bits(value));
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("0e999")]
    [InlineData("-0.0")]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740995")]
    [InlineData("9007199254740993.0000000000000000000000000000001")]
    [InlineData("1.00000000000000011102230246251565404")]
    [InlineData("4.9406564584124654e-324")]
    [InlineData("2.4703282292062327e-324")]
    [InlineData("2.4703282292062328e-324")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("2.2250738585072014e-308")]
    [InlineData("2.225073858507201136e-308")]
    [InlineData("6.631236871469758276e-316")]
    [InlineData("3.237883913302901289e-319")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("1.797693134862315807e308")]
    [InlineData("8.988465674311579538e307")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551615")]
    [InlineData("1152921504606846977e23")]
    [InlineData("7450580596923828125e-27")]
    public void Numbers_that_are_hard_to_round_are_rounded_right(string text)
    {
        Decoding.One(FieldType.Double, text, out var row).ShouldBeNull();
        BitConverter
            .DoubleToInt64Bits(Columns.Double(row, "x")[0])
            .ShouldBe(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Halves_between_two_doubles_go_to_the_even_one() =>
        Gen.Select(Gen.ULong[1UL << 52, (1UL << 53) - 1], Gen.Int[0, 9])
            .Sample(
                (mantissa, power) =>
                {
                    // (2m + 1) · 2^p has 54 significant bits; as a decimal integer it lies exactly between two doubles.
                    var text = (((UInt128)mantissa * 2 + 1) << power).ToString(CultureInfo.InvariantCulture);
                    Decoding.One(FieldType.Double, text, out var row).ShouldBeNull();
                    var bits = BitConverter.DoubleToInt64Bits(Columns.Double(row, "x")[0]);
                    bits.ShouldBe(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)));
                    (bits & 1).ShouldBe(0);
                },
                iter: 5_000
            );

    [Fact]
    public void Integers_come_back() =>
        Gen.Long.Sample(
            value =>
            {
                Decoding.One(FieldType.Int, value.ToString(CultureInfo.InvariantCulture), out var row).ShouldBeNull();
                Columns.Int64(row, "x")[0].ShouldBe(value);
            },
            iter: 5_000
        );

    [Fact]
    public void Strings_come_back_however_they_are_escaped() =>
        Gen.Select(Gen.Char.Array[0, 20], Gen.Bool)
            .Sample(
                (characters, relaxed) =>
                {
                    var text = new string(characters);
                    var json = JsonSerializer.Serialize(text, relaxed ? Relaxed : JsonSerializerOptions.Default);
                    Decoding.One(FieldType.String, json, out var row).ShouldBeNull();
                    Encoding.UTF8.GetString(Columns.Bytes(row, "x")[0]).ShouldBe(JsonSerializer.Deserialize<string>(json));
                },
                iter: 2_000
            );

    static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    static void Compare(byte[] json)
    {
        var decoding = new Decoding(Decoding.Fields);
        var fault = decoding.Add(json);
        decoding.Build().Length.ShouldBe(fault is null ? 1 : 0);
        var code = fault?.Code;
        // The library takes neither the byte order mark nor the bare words that we name better than malformed.
        if (code is ReasonCode.NotFinite or ReasonCode.TooDeep || json.AsSpan().StartsWith("\uFEFF"u8))
            return;
        (code is ReasonCode.MalformedJson or ReasonCode.InvalidUtf8 && fault!.Value.Field is null).ShouldBe(
            !IsJson(json),
            $"{Encoding.Latin1.GetString(json)} gave {fault}"
        );
    }

    static bool IsJson(byte[] json)
    {
        try
        {
            if (!System.Text.Unicode.Utf8.IsValid(json))
                return false;
            var reader = new Utf8JsonReader(json);
            while (reader.Read()) { }
            return json.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static byte[] Mutate(byte[] json, int changes, Random random)
    {
        var bytes = json.ToList();
        var alphabet = "{}[]\",:\\0123456789.eE+-truefalsn \u0000ud8ä"u8.ToArray();
        for (var i = 0; i < changes; i++)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = alphabet[random.Next(alphabet.Length)];
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, alphabet[random.Next(alphabet.Length)]);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
            if (bytes.Count == 0)
                break;
        }
        return [.. bytes];
    }
}

using System.Text;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Evidence;

public sealed class RecordTextTests
{
    static readonly LineageId Id = new(Samples.Stream, 1, 0);

    [Fact]
    public void Every_type_that_a_row_may_have_has_a_text()
    {
        var hash = new FixedSizeBinaryArray(
            new ArrayData(new FixedSizeBinaryType(2), 1, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(new byte[] { 1, 255 })])
        );
        var micros = new TimestampArray.Builder(new TimestampType(TimeUnit.Microsecond, "UTC"))
            .Append(DateTimeOffset.UnixEpoch.AddMicroseconds(7))
            .Build();
        var rows = Samples.Batch(
            [
                (Samples.Column("text", StringType.Default), Samples.Texts(1, _ => "a \"quoted\" é\u0001")),
                (Samples.Column("none", StringType.Default), Samples.Texts(1, _ => null)),
                (Samples.Column("bytes", BinaryType.Default), Samples.Binaries(1, _ => [0, 1])),
                (Samples.Column("hash", hash.Data.DataType), hash),
                (Samples.Column("flag", BooleanType.Default), new BooleanArray.Builder().Append(true).Build()),
                (Samples.Column("small", UInt8Type.Default), new UInt8Array.Builder().Append((byte)9).Build()),
                (Samples.Column("int", Int32Type.Default), new Int32Array.Builder().Append(int.MinValue).Build()),
                (Samples.Column("long", Int64Type.Default), Samples.Longs(1, _ => long.MaxValue)),
                (Samples.Column("time", micros.Data.DataType), micros),
                (Samples.Column("double", DoubleType.Default), new DoubleArray.Builder().Append(-0.1).Build()),
                (Samples.Column("infinite", DoubleType.Default), new DoubleArray.Builder().Append(double.NegativeInfinity).Build()),
                (Samples.Column("float", FloatType.Default), Samples.Floats(1, _ => 1e-45f)),
                (Samples.Column("missing", FloatType.Default), Samples.Floats(1, _ => float.NaN)),
            ],
            1
        );
        using var text = new RecordText();

        Encoding
            .UTF8.GetString(text.Of(Id, TableNames.Rows, rows, 0))
            .ShouldBe(
                """{"lineage_id":"card-fraud/score/0/1/0","table":"rows","columns":[["text","string","a \"quoted\" é\u0001"],["none","string",null],["bytes","bytes","AAE="],["hash","bytes","Af8="],["flag","bool",true],["small","uint8",9],["int","int32",-2147483648],["long","int64",9223372036854775807],["time","timestamp",7],["double","float64",-0.1],["infinite","float64","-Infinity"],["float","float32",1E-45],["missing","float32","NaN"]]}"""
            );
    }
}

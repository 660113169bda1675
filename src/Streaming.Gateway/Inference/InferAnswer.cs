using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Streaming.Application.AskModel;

namespace Streaming.Gateway.Inference;

/// <summary>An answer of the Open Inference Protocol: JSON, and behind it the outputs that are wanted as bytes.</summary>
static class InferAnswer
{
    /// <summary>Sends it.</summary>
    /// <param name="http">Whom to.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="asked">What came of it.</param>
    public static async Task SendAsync(HttpContext http, InferCall call, AskedModel asked)
    {
        var (json, bytes) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        Write(json, bytes, call, asked);
        if (bytes.WrittenCount > 0)
            http.Response.Headers[InferBody.JsonLength] = json.WrittenCount.ToString(CultureInfo.InvariantCulture);
        http.Response.ContentType = bytes.WrittenCount > 0 ? "application/octet-stream" : "application/json";
        http.Response.ContentLength = json.WrittenCount + bytes.WrittenCount;
        await http.Response.Body.WriteAsync(json.WrittenMemory, http.RequestAborted);
        await http.Response.Body.WriteAsync(bytes.WrittenMemory, http.RequestAborted);
    }

    /// <summary>FP32 values, little endian.</summary>
    public static void Write(IBufferWriter<byte> to, IReadOnlyList<float> scores)
    {
        var span = to.GetSpan(scores.Count * sizeof(float));
        for (var i = 0; i < scores.Count; i++)
            BinaryPrimitives.WriteSingleLittleEndian(span[(i * sizeof(float))..], scores[i]);
        to.Advance(scores.Count * sizeof(float));
    }

    /// <summary>BYTES elements: a length of four bytes, little endian, before each.</summary>
    public static void Write(IBufferWriter<byte> to, IReadOnlyList<string> texts)
    {
        foreach (var text in texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(sizeof(int)), Encoding.UTF8.GetByteCount(text));
            to.Advance(sizeof(int));
            Encoding.UTF8.GetBytes(text, to);
        }
    }

    static void Write(ArrayBufferWriter<byte> to, ArrayBufferWriter<byte> bytes, InferCall call, AskedModel asked)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteString("model_name", asked.Model);
        json.WriteString("model_version", asked.Version.ToString(CultureInfo.InvariantCulture));
        json.WriteString("id", asked.Id);
        json.WriteStartObject("parameters");
        json.WriteString(InferOutputs.LineageId, asked.LineageId);
        json.WriteEndObject();
        json.WriteStartArray("outputs");
        foreach (var output in call.Outputs)
            Write(json, bytes, output, asked);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ArrayBufferWriter<byte> bytes, WantedOutput output, AskedModel asked)
    {
        var isScore = output.Name == InferOutputs.Score;
        json.WriteStartObject();
        json.WriteString("name", output.Name);
        json.WriteString("datatype", isScore ? "FP32" : "BYTES");
        json.WriteStartArray("shape");
        json.WriteNumberValue(asked.Scores.Count);
        json.WriteEndArray();
        if (output.IsBinary)
        {
            var before = bytes.WrittenCount;
            if (isScore)
                Write(bytes, asked.Scores);
            else
                Write(bytes, asked.Decisions);
            json.WriteStartObject("parameters");
            json.WriteNumber("binary_data_size", bytes.WrittenCount - before);
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("data");
            foreach (var score in isScore ? asked.Scores : [])
                json.WriteNumberValue(score);
            foreach (var decision in isScore ? [] : asked.Decisions)
                json.WriteStringValue(decision);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

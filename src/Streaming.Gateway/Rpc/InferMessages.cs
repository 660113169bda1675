using System.Buffers;
using System.Globalization;
using Google.Protobuf;
using Streaming.Application.AskModel;
using Streaming.Gateway.Inference;
using Streaming.Gateway.Rpc.OpenInference;
using Streaming.Topology;

namespace Streaming.Gateway.Rpc;

/// <summary>Inference requests and answers as messages.</summary>
static class InferMessages
{
    /// <exception cref="StreamingException">It is no such request.</exception>
    public static InferCall Read(ModelInferRequest request)
    {
        var raw = request.RawInputContents;
        if (raw.Count > 0 && raw.Count != request.Inputs.Count)
            throw Invalid($"There are {request.Inputs.Count} inputs and bytes of {raw.Count}.");
        if (request.Inputs.Count == 0)
            throw Invalid("There are no inputs.");
        var tensors = request
            .Inputs.Select((input, i) => new AskedTensor(input.Name, [.. input.Shape], Values(input, raw.Count > 0 ? raw[i] : null)))
            .ToList();
        var names = request.Outputs.Count == 0 ? InferOutputs.All : [.. request.Outputs.Select(o => InferOutputs.Named(o.Name))];
        return new InferCall(
            request.Id.Length > 0 ? request.Id : null,
            tensors,
            [.. names.Select(name => new WantedOutput(name, IsBinary: raw.Count > 0))]
        );
    }

    /// <summary>As bytes where the inputs came as bytes.</summary>
    public static ModelInferResponse Write(InferCall call, AskedModel asked)
    {
        var answer = new ModelInferResponse
        {
            ModelName = asked.Model,
            ModelVersion = asked.Version.ToString(CultureInfo.InvariantCulture),
            Id = asked.Id,
            Parameters = { [InferOutputs.LineageId] = new InferParameter { StringParam = asked.LineageId } },
        };
        foreach (var output in call.Outputs)
        {
            var isScore = output.Name == InferOutputs.Score;
            var tensor = new ModelInferResponse.Types.InferOutputTensor
            {
                Name = output.Name,
                Datatype = isScore ? "FP32" : "BYTES",
                Shape = { asked.Scores.Count },
            };
            if (output.IsBinary)
                answer.RawOutputContents.Add(Bytes(isScore, asked));
            else if (isScore)
                tensor.Contents = new InferTensorContents { Fp32Contents = { asked.Scores } };
            else
                tensor.Contents = new InferTensorContents { BytesContents = { asked.Decisions.Select(ByteString.CopyFromUtf8) } };
            answer.Outputs.Add(tensor);
        }

        return answer;
    }

    static ByteString Bytes(bool isScore, AskedModel asked)
    {
        var bytes = new ArrayBufferWriter<byte>();
        if (isScore)
            InferAnswer.Write(bytes, asked.Scores);
        else
            InferAnswer.Write(bytes, asked.Decisions);
        return ByteString.CopyFrom(bytes.WrittenSpan);
    }

    static float[] Values(ModelInferRequest.Types.InferInputTensor input, ByteString? raw)
    {
        if (raw is not null)
        {
            return input.Contents is null
                ? TensorData.OfBytes(input.Name, input.Datatype, raw.Span)
                : throw Invalid($"Input {input.Name} has its values twice: as bytes and as contents.");
        }

        var contents = input.Contents ?? throw Invalid($"Input {input.Name} has no values.");
        return input.Datatype switch
        {
            "BOOL" => [.. contents.BoolContents.Select(v => v ? 1f : 0f)],
            "INT8" or "INT16" or "INT32" => [.. contents.IntContents.Select(v => (float)v)],
            "INT64" => [.. contents.Int64Contents.Select(v => (float)v)],
            "UINT8" or "UINT16" or "UINT32" => [.. contents.UintContents.Select(v => (float)v)],
            "UINT64" => [.. contents.Uint64Contents.Select(v => (float)v)],
            "FP32" => [.. contents.Fp32Contents],
            "FP64" => [.. contents.Fp64Contents.Select(v => (float)v)],
            _ => throw Invalid(
                $"Input {input.Name} is of type '{input.Datatype}', which is no type of numbers, or can only be sent as bytes."
            ),
        };
    }

    static StreamingException Invalid(string message) => new(message) { Kind = FailureKind.Invalid };
}

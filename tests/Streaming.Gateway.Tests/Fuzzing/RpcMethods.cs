using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>What a server says of itself by reflection, as any client of gRPC asks for it.</summary>
static class RpcMethods
{
    public static async Task<IReadOnlyList<MethodDescriptor>> FindAsync(ChannelBase channel, Metadata headers)
    {
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(headers);
        var services = (await AskAsync(call, new ServerReflectionRequest { ListServices = "*" })).ListServicesResponse.Service;
        var files = new Dictionary<string, ByteString>();
        foreach (var service in services)
        {
            var answer = await AskAsync(call, new ServerReflectionRequest { FileContainingSymbol = service.Name });
            foreach (var file in answer.FileDescriptorResponse.FileDescriptorProto)
                files[FileDescriptorProto.Parser.ParseFrom(file).Name] = file;
        }

        await call.RequestStream.CompleteAsync();
        var ordered = new List<ByteString>();
        foreach (var file in files.Keys)
            Add(file, files, ordered, []);
        return
        [
            .. FileDescriptor
                .BuildFromByteStrings(ordered)
                .SelectMany(f => f.Services)
                .Where(s => services.Any(named => named.Name == s.FullName))
                .SelectMany(s => s.Methods),
        ];
    }

    static async Task<ServerReflectionResponse> AskAsync(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call,
        ServerReflectionRequest request
    )
    {
        await call.RequestStream.WriteAsync(request);
        (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }

    /// <summary>Files after those that they need.</summary>
    static void Add(string file, Dictionary<string, ByteString> files, List<ByteString> ordered, HashSet<string> under)
    {
        if (ordered.Contains(files[file]) || !under.Add(file))
            return;
        foreach (var needed in FileDescriptorProto.Parser.ParseFrom(files[file]).Dependency)
            Add(needed, files, ordered, under);
        ordered.Add(files[file]);
    }
}

using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Grpc.Health.V1;
using Streaming.Application.Operations;
using Streaming.Gateway.Rpc.OpenInference;
using Streaming.Gateway.Rpc.V1;

namespace Streaming.Gateway.Tests.Describing;

/// <summary>The services over gRPC, from the descriptors that calls are read by, with the comments of their files.</summary>
sealed partial class RpcPage
{
    /// <summary>The operations that a method calls; none: whoever asks is answered.</summary>
    static readonly Dictionary<string, string[]> Operations = new(StringComparer.Ordinal)
    {
        ["streaming.v1.Streaming.Publish"] = ["events.send", "labels.send"],
        ["streaming.v1.Streaming.PublishStream"] = ["events.send", "labels.send"],
        ["streaming.v1.Streaming.Decide"] = ["event.decide"],
        ["streaming.v1.Streaming.Subscribe"] = ["predictions.follow"],
        ["streaming.v1.Streaming.RegisterModel"] = ["model.register"],
        ["streaming.v1.Streaming.Call"] = [],
        ["inference.GRPCInferenceService.ModelInfer"] = ["model.ask"],
    };

    readonly StringBuilder _page = new();

    public string Write()
    {
        Line();
        Line("# Over gRPC");
        Line();
        Line("Reflection tells all of it too. Statuses are in [grpc.md](grpc.md).");
        Service(StreamingReflection.Descriptor.Services[0], "streaming.proto");
        Service(OpenInferenceReflection.Descriptor.Services[0], "open_inference.proto");
        Service(HealthReflection.Descriptor.Services[0], null);
        return _page.ToString();
    }

    void Service(ServiceDescriptor service, string? file)
    {
        var comments = file is null ? [] : Comments(file);
        Line();
        Line($"## {service.FullName}");
        Line();
        if (file is not null)
            Line($"[{file}](../src/Streaming.Gateway/Protos/{file})\n");
        Line("| method | asked | answered | |");
        Line("|---|---|---|---|");
        foreach (var method in service.Methods)
        {
            var role = Role(method);
            Line(
                $"| `{method.Name}` | {Message(method.InputType, method.IsClientStreaming)} | "
                    + $"{Message(method.OutputType, method.IsServerStreaming)} | "
                    + $"{comments.GetValueOrDefault($"rpc {method.Name}", "")}{role} |"
            );
        }

        var shown = new HashSet<MessageDescriptor>();
        foreach (var method in service.Methods)
        {
            foreach (var message in (MessageDescriptor[])[method.InputType, method.OutputType])
                Show(message, comments, shown);
        }
    }

    void Show(MessageDescriptor message, Dictionary<string, string> comments, HashSet<MessageDescriptor> shown)
    {
        if (!shown.Add(message) || message.Fields.InDeclarationOrder().Count == 0)
            return;
        Line();
        Line($"**{message.Name}**");
        Line();
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            var text = comments.GetValueOrDefault($"{message.Name}.{field.Name}", "");
            Line($"- `{field.Name}` = {field.FieldNumber} ({Words(field)}){(text.Length > 0 ? $": {text}" : "")}");
        }

        foreach (var field in message.Fields.InDeclarationOrder())
        {
            if (field.FieldType == FieldType.Message && !field.IsMap)
                Show(field.MessageType, comments, shown);
        }
    }

    static string Words(FieldDescriptor field)
    {
        if (field.IsMap)
            return $"map of {Words(field.MessageType.FindFieldByNumber(1))} to {Words(field.MessageType.FindFieldByNumber(2))}";
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.Name,
            FieldType.Enum => string.Join(" or ", field.EnumType.Values.Select(v => $"`{v.Name}`")),
            _ => field.FieldType.ToString().ToLowerInvariant(),
        };
        return field.IsRepeated ? $"repeated {type}" : type;
    }

    static string Message(MessageDescriptor message, bool many) => many ? $"stream of {message.Name}" : message.Name;

    static string Role(MethodDescriptor method)
    {
        if (!Operations.TryGetValue(method.FullName, out var names))
            return "";
        var roles = names.Select(n => OperationRegistry.All.Single(o => o.Info.Name == n).Info.Role.Word()).Distinct();
        return names.Length == 0 ? " Takes the role of the operation." : $" Takes the role {string.Join(" or ", roles)}.";
    }

    /// <summary>Comments by what they stand before: <c>rpc Name</c>, <c>Message.field</c>.</summary>
    static Dictionary<string, string> Comments(string file)
    {
        using var reader = new StreamReader(typeof(GatewayServer).Assembly.GetManifestResourceStream(file)!);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var (before, messages) = (new List<string>(), new Stack<string>());
        while (reader.ReadLine()?.Trim() is { } line)
        {
            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                before.Add(line[2..].Trim());
                continue;
            }

            if (Method().Match(line) is { Success: true } method)
                found[$"rpc {method.Groups["name"].Value}"] = string.Join(' ', before);
            else if (Field().Match(line) is { Success: true } field)
                found[$"{messages.First(m => m.Length > 0)}.{field.Groups["name"].Value}"] = string.Join(' ', before);
            if (line.EndsWith('{'))
                messages.Push(line.StartsWith("message ", StringComparison.Ordinal) ? line.Split(' ')[1] : "");
            else if (line == "}")
                messages.Pop();
            before.Clear();
        }

        return found;
    }

    void Line(string text = "") => _page.Append(text).Append('\n');

    [GeneratedRegex(@"^rpc (?<name>\w+)\(", RegexOptions.NonBacktracking)]
    private static partial Regex Method();

    [GeneratedRegex(@"^(?:repeated |optional )?[\w.<>, ]+ (?<name>\w+) = \d+;", RegexOptions.NonBacktracking)]
    private static partial Regex Field();
}

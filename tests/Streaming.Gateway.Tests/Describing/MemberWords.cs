using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Streaming.Application.Operations;
using Streaming.Events.Time;

namespace Streaming.Gateway.Tests.Describing;

/// <summary>A member of what is asked or answered, as JSON has it.</summary>
sealed record JsonMember(string Name, Type Type, bool MayBeNull, MemberInfo Source);

/// <summary>What is asked and answered, in words for people who do not know .NET.</summary>
static class MemberWords
{
    static readonly JsonSerializerOptions Reflected = new(ResultJson.OneLine) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The members of a type in JSON.</summary>
    public static IEnumerable<JsonMember> MembersOf(Type type) =>
        Reflected
            .GetTypeInfo(type)
            .Properties.Where(p => p.Get is not null && p.AttributeProvider is PropertyInfo)
            .Select(p => new JsonMember(
                p.Name,
                p.PropertyType,
                MayBeNull((PropertyInfo)p.AttributeProvider!),
                (PropertyInfo)p.AttributeProvider!
            ));

    /// <summary>A type that has members of its own to be described.</summary>
    public static bool IsObject(Type type) => Reflected.GetTypeInfo(type).Kind == JsonTypeInfoKind.Object && type != typeof(object);

    /// <summary>The objects in it: itself, or what a list or a table has in it; null: there are none.</summary>
    public static Type? ObjectIn(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return ItemOf(bare) is { } item ? ObjectIn(item)
            : IsObject(bare) ? bare
            : null;
    }

    /// <param name="type">What it is.</param>
    /// <param name="link">What objects are called.</param>
    public static string Of(Type type, Func<Type, string> link)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare switch
        {
            _ when bare == typeof(string) => "text",
            _ when bare == typeof(bool) => "`true` or `false`",
            _ when bare == typeof(Timestamp) => "microseconds since 1970",
            _ when bare == typeof(DateTimeOffset) || bare == typeof(DateOnly) => "time",
            _ when bare == typeof(TimeSpan) => "duration",
            _ when bare == typeof(JsonElement) || bare == typeof(object) => "any JSON",
            _ when bare == typeof(byte[]) || bare == typeof(ReadOnlyMemory<byte>) => "bytes in Base64",
            { IsEnum: true } => string.Join(" or ", EnumWords(bare).Select(word => $"`{word}`")),
            { IsPrimitive: true } => bare == typeof(double) || bare == typeof(float) ? "number" : "whole number",
            _ when IsTable(bare) => $"table by name: {Of(ItemOf(bare)!, link)}",
            _ when ItemOf(bare) is { } item => $"list: {Of(item, link)}",
            _ => link(bare),
        };
    }

    /// <summary>Values as they are written.</summary>
    public static IEnumerable<string> EnumWords(Type type) =>
        Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.Serialize(value, type, Reflected).Trim('"'));

    /// <summary>A table by name.</summary>
    public static bool IsTable(Type type) => Reflected.GetTypeInfo(type).Kind == JsonTypeInfoKind.Dictionary;

    /// <summary>What a list or a table has in it; null: it is neither.</summary>
    public static Type? ItemOf(Type type) =>
        type == typeof(string) || type == typeof(byte[]) || !type.IsAssignableTo(typeof(IEnumerable)) || type == typeof(JsonElement)
            ? null
            : Reflected.GetTypeInfo(type).ElementType;

    static bool MayBeNull(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType && Nullability.Create(property).ReadState == NullabilityState.Nullable);
}

using System.Reflection;
using Streaming.Gateway.Problems;
using Streaming.Topology;

namespace Streaming.Gateway.Tests.Problems;

/// <summary>What a fault says to do is said as a request that can be sent.</summary>
public sealed class HttpCureWordsTests
{
    [Fact]
    public void Every_cure_has_words_for_HTTP_callers_and_none_names_a_command()
    {
        var all = typeof(Cure).GetMembers(BindingFlags.Public | BindingFlags.Static).Select(Made).OfType<Cure>().ToList();
        all.Count.ShouldBeGreaterThan(25);
        all.Where(c => HttpCureWords.Of(c.Code, c.Arguments) is not { } words || words.Contains("streaming ", StringComparison.Ordinal))
            .Select(c => c.ToString())
            .ShouldBeEmpty();
    }

    /// <summary>Files are sent to the gateway too: what it could not find out is said in the request that goes with them.</summary>
    [Fact]
    public void What_a_model_takes_and_gives_is_said_with_the_file()
    {
        HttpCureWords.Of(Cure.MapInputs.Code, Cure.MapInputs.Arguments)!.ShouldContain("{\"map\": ");
        HttpCureWords.Of(Cure.NameOutput.Code, Cure.NameOutput.Arguments)!.ShouldContain("{\"output\": ");
    }

    static Cure? Made(MemberInfo member) =>
        member switch
        {
            PropertyInfo property => property.GetValue(null) as Cure,
            MethodInfo { IsSpecialName: false } method when method.ReturnType == typeof(Cure) => (Cure)
                method.Invoke(null, [.. method.GetParameters().Select(p => Some(p.ParameterType))])!,
            _ => null,
        };

    static object Some(Type type) =>
        type == typeof(string) ? "shop"
        : type == typeof(int) ? 6
        : type == typeof(long) ? 6L
        : (string[])["latin1"];
}

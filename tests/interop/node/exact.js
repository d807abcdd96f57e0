'use strict';

/**
 * Values as text in the exact form (see the README one folder up), and back.
 *
 * Types are avsc's, made by `typeOf`: a long is a BigInt, and a union's value an object that names its branch.
 */

const avsc = require('avsc');

/** 64 bits, which a number of JavaScript has not. */
const LONG = avsc.types.LongType.__with({
  fromBuffer: (buffer) => buffer.readBigInt64LE(),
  toBuffer: (value) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value,
  compare: (a, b) => (a < b ? -1 : Number(a > b)),
});

function typeOf(schema) {
  const typeHook = (schema) => (schema === 'long' || schema.type === 'long' ? LONG : undefined);
  return avsc.Type.forSchema(schema, {wrapUnions: true, typeHook});
}

function parse(type, text) {
  // Numbers become strings: `JSON.parse` would round them.
  const exact = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+/g, (token) => (token[0] === '"' ? token : `"${token}"`));
  return value(type, JSON.parse(exact));
}

function value(type, json) {
  switch (type.typeName) {
    case 'null': case 'boolean': case 'string': case 'enum':
      return json;
    case 'int':
      return Number(json);
    case 'abstract:long':
      return BigInt(json);
    case 'float':
      return Buffer.from(json, 'hex').readFloatBE();
    case 'double':
      return Buffer.from(json, 'hex').readDoubleBE();
    case 'bytes': case 'fixed':
      return Buffer.from(json, 'hex');
    case 'array':
      return json.map((item) => value(type.itemsType, item));
    case 'map':
      return mapped(Object.keys(json), (key) => value(type.valuesType, json[key]));
    case 'record':
      return mapped(type.fields.map((field) => field.name), (name) => value(type.field(name).type, json[name]));
    case 'union:wrapped': {
      if (json === null) {
        return null;
      }
      const [tag] = Object.keys(json);
      return {[tag]: value(branch(type, tag), json[tag])};
    }
    default:
      throw new Error(`a type ${type.typeName}`);
  }
}

function print(type, value) {
  switch (type.typeName) {
    case 'null': case 'boolean': case 'int': case 'abstract:long':
      return String(value);
    case 'float': {
      const buffer = Buffer.alloc(4);
      buffer.writeFloatBE(value);
      return `"${buffer.toString('hex')}"`;
    }
    case 'double': {
      const buffer = Buffer.alloc(8);
      buffer.writeDoubleBE(value);
      return `"${buffer.toString('hex')}"`;
    }
    case 'bytes': case 'fixed':
      return `"${value.toString('hex')}"`;
    case 'string': case 'enum':
      return string(value);
    case 'array':
      return `[${value.map((item) => print(type.itemsType, item)).join()}]`;
    case 'map':
      return members(Object.keys(value).sort(byCodePoints), (key) => print(type.valuesType, value[key]));
    case 'record':
      return members(type.fields.map((field) => field.name), (name) => print(type.field(name).type, value[name]));
    case 'union:wrapped': {
      if (value === null) {
        return 'null';
      }
      const [tag] = Object.keys(value);
      return members([tag], () => print(branch(type, tag), value[tag]));
    }
    default:
      throw new Error(`a type ${type.typeName}`);
  }
}

function branch(union, tag) {
  return union.types.find((type) => type.branchName === tag);
}

function mapped(keys, valueOf) {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)]));
}

function members(keys, textOf) {
  return `{${keys.map((key) => `${string(key)}:${textOf(key)}`).join()}}`;
}

/** The order of code points, which UTF-8 keeps and UTF-16 does not. */
function byCodePoints(a, b) {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function string(text) {
  const escaped = text.replace(/["\\]/g, '\\$&');
  return `"${escaped.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

module.exports = {typeOf, parse, print, byCodePoints};
